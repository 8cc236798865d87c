(function () {
  "use strict";
  var runs = document.getElementById("runs"), choose = document.getElementById("choose");
  if (!runs) { return; }
  function list(all) { return Array.prototype.slice.call(all); }
  var heads = list(runs.tHead.rows[0].cells), body = runs.tBodies[0], given = list(body.rows);
  var chips = list(choose.querySelectorAll("button")), find = choose.querySelector("input");
  var texts = given.map(function (row) { return row.textContent.toLowerCase(); });
  // What is shown stands in the address, so that a link shows the same.
  var state = new URLSearchParams(location.hash.slice(1));
  function set(name, value) {
    if (value) { state.set(name, value); } else { state.delete(name); }
    history.replaceState(null, "", "#" + state);
    show();
  }
  function shown(row, kind) {
    switch (kind) {
      case "fail": return row.classList.contains("fail");
      case "warn": return row.classList.contains("warn") || row.classList.contains("uncertain");
      case "changed": return "changed" in row.dataset;
      default: return true;
    }
  }
  function of(row, column) {
    var cell = row.cells[column], by = column > 2 ? cell.dataset.sort || "" : cell.textContent;
    return { text: by, number: column > 2 ? Number(by) : NaN, empty: by === "", money: column === 3 && row.dataset.money || "" };
  }
  function sorted(column, down) {
    return given.slice().sort(function (a, b) {
      // The verdicts are given worst first.
      if (column === 1) { return (given.indexOf(a) - given.indexOf(b)) * (down ? -1 : 1); }
      var x = of(a, column), y = of(b, column);
      // Money of two currencies is not compared.
      if (x.money !== y.money) { return x.money.localeCompare(y.money); }
      if (x.empty || y.empty) { return x.empty - y.empty; }
      var order = isNaN(x.number) || isNaN(y.number) ? x.text.localeCompare(y.text) : x.number - y.number;
      return down ? -order : order;
    });
  }
  function show() {
    var kind = state.get("show") || "all", word = (state.get("find") || "").toLowerCase(), by = state.get("by"), down = state.has("down");
    chips.forEach(function (chip) { chip.setAttribute("aria-pressed", chip.value === kind); });
    given.forEach(function (row, at) { row.hidden = !shown(row, kind) || texts[at].indexOf(word) < 0; });
    heads.forEach(function (head, column) {
      if (by === String(column)) { head.setAttribute("aria-sort", down ? "descending" : "ascending"); } else { head.removeAttribute("aria-sort"); }
    });
    (heads[by] ? sorted(Number(by), down) : given).forEach(function (row) { body.appendChild(row); });
  }
  heads.forEach(function (head, column) {
    var sort = document.createElement("button"), name = head.textContent;
    sort.type = "button";
    sort.textContent = name;
    head.textContent = "";
    head.appendChild(sort);
    // A narrow page shows a row as a card, which names its figures.
    if (column > 2) { given.forEach(function (row) { row.cells[column].dataset.label = name; }); }
    sort.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") === "ascending";
      state.set("by", column);
      set("down", down ? "1" : "");
    });
  });
  chips.forEach(function (chip) {
    chip.addEventListener("click", function () { set("show", chip.value === "all" ? "" : chip.value); });
  });
  find.value = state.get("find") || "";
  find.addEventListener("input", function () { set("find", find.value); });
  choose.addEventListener("submit", function (event) { event.preventDefault(); });
  choose.hidden = false;
  show();
})();
