(function () {
  "use strict";
  var svgns = "http://www.w3.org/2000/svg";
  Array.prototype.forEach.call(document.querySelectorAll(".chart-box[data-points]"), function (box) {
    var rows = box.dataset.points.split("\n").map(function (row) { return row.split("\t"); });
    var names = rows.shift(), at = -1, last = rows.length - 1;
    if (last < 1) { return; }
    var out = document.createElement("p"), cross = document.createElementNS(svgns, "line");
    out.className = "readout";
    out.setAttribute("role", "status");
    cross.setAttribute("class", "cross");
    box.after(out);
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", document.body.dataset.probe);
    function shown() {
      return Array.prototype.find.call(box.querySelectorAll("svg[data-x0]"), function (svg) { return svg.getClientRects().length > 0; });
    }
    function show(index) {
      var svg = shown();
      if (!svg || index === at) { return; }
      at = Math.max(0, Math.min(last, index));
      var d = svg.dataset, x = +d.x0 + (d.x1 - d.x0) * at / last, y = d.rows && d.rows.split(" ")[at];
      (y ? [["x1", d.x0], ["x2", d.x1], ["y1", y], ["y2", y]] : [["x1", x], ["x2", x], ["y1", d.y0], ["y2", d.y1]]).forEach(function (pair) { cross.setAttribute(pair[0], pair[1]); });
      svg.appendChild(cross);
      out.textContent = "";
      rows[at].forEach(function (text, i) {
        var part = document.createElement("span"), value = document.createElement("b");
        value.textContent = text;
        if (i > 0 && names[i]) { part.append(names[i] + "\u00a0"); }
        part.append(value);
        out.append(part);
      });
    }
    function hide() { at = -1; cross.remove(); out.textContent = ""; }
    box.addEventListener("keydown", function (event) {
      var steps = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: last, PageUp: at - 12, PageDown: at + 12 };
      if (event.key === "Escape") { hide(); return; }
      if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) { return; }
      event.preventDefault();
      show(at < 0 && event.key !== "End" ? 0 : Math.max(0, Math.min(last, steps[event.key])));
    });
    function follow(event) {
      var svg = shown(), place = svg && svg.getBoundingClientRect(), d = svg && svg.dataset;
      if (!place || !place.width) { return; }
      var scale = svg.viewBox.baseVal.width / place.width, x = (event.clientX - place.left) * scale, y = (event.clientY - place.top) * scale;
      if (d.rows) {
        var off = d.rows.split(" ").map(function (row) { return Math.abs(row - y); });
        show(off.indexOf(Math.min.apply(null, off)));
        return;
      }
      show(Math.max(0, Math.min(last, Math.round((x - d.x0) / (d.x1 - d.x0) * last))));
    }
    box.addEventListener("pointermove", follow);
    box.addEventListener("pointerdown", follow);
    box.addEventListener("pointerleave", function () { if (document.activeElement !== box) { hide(); } });
    box.addEventListener("blur", hide);
  });
})();
