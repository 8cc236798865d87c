(function () {
  "use strict";
  var runs = document.getElementById("runs");
  if (!runs) { return; }
  var heads = Array.prototype.slice.call(runs.tHead.rows[0].cells), body = runs.tBodies[0];
  function of(row, column) {
    var cell = row.cells[column], text = cell.dataset.sort;
    if (text === undefined) { text = cell.textContent; }
    var number = text === "" ? NaN : Number(text);
    return { text: text, number: number, empty: text === "" };
  }
  heads.forEach(function (head, column) {
    if (head.classList.contains("fixed")) { return; }
    var sort = document.createElement("button");
    sort.type = "button";
    sort.textContent = head.textContent;
    head.textContent = "";
    head.appendChild(sort);
    sort.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      var rows = Array.prototype.slice.call(body.rows);
      rows.sort(function (a, b) {
        var x = of(a, column), y = of(b, column);
        if (x.empty || y.empty) { return x.empty - y.empty; }
        var by = isNaN(x.number) || isNaN(y.number) ? x.text.localeCompare(y.text) : x.number - y.number;
        return down ? -by : by;
      });
      rows.forEach(function (row) { body.appendChild(row); });
    });
  });
})();
