(function () {
  "use strict";
  var svgns = "http://www.w3.org/2000/svg";
  function list(text) { return text ? text.split(" ").map(Number) : []; }
  function nearest(places, at) {
    return places.reduce(function (best, place, i) { return Math.abs(place - at) < Math.abs(places[best] - at) ? i : best; }, 0);
  }
  // What can be read out: along lines, row by row, cell by cell of rows and columns, or along the lines of each panel.
  Array.prototype.forEach.call(document.querySelectorAll(".chart-box[data-points]"), function (box) {
    var rows = box.dataset.points.split("\n").map(function (row) { return row.split("\t"); });
    var names = rows.shift(), at = -1, first = box.querySelector("svg").dataset;
    var columns = list(first.cols).length || 1, panels = list(first.panels).length / 4 || 1;
    var last = rows.length * columns - 1, along = rows.length / panels, down = columns > 1 ? columns : panels > 1 ? along : 1;
    if (last < 1) { return; }
    var out = document.createElement("p"), cross = document.createElementNS(svgns, "line");
    out.className = "readout";
    out.setAttribute("role", "status");
    cross.setAttribute("class", first.cols ? "cross dot" : "cross");
    box.after(out);
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", document.body.dataset.probe);
    function shown() {
      return Array.prototype.find.call(box.querySelectorAll("svg"), function (svg) { return svg.getClientRects().length > 0; });
    }
    // Left, right, top and bottom of the panel of a value.
    function panel(d, index) {
      var place = Math.floor(index / along) * 4;
      return d.panels ? list(d.panels).slice(place, place + 4) : [+d.x0, +d.x1, +d.y0, +d.y1];
    }
    function ends(d, index) {
      var y = list(d.rows)[Math.floor(index / columns)], x = list(d.cols)[index % columns], p = panel(d, index);
      if (d.cols) { return [x, x, y, y]; }
      if (d.rows) { return [p[0], p[1], y, y]; }
      x = p[0] + (p[1] - p[0]) * (index % along) / (along - 1);
      return [x, x, p[2], p[3]];
    }
    function show(index) {
      var svg = shown();
      if (!svg || index === at) { return; }
      at = Math.max(0, Math.min(last, index));
      var line = ends(svg.dataset, at), row = rows[Math.floor(at / columns)], cell = at % columns + 1;
      ["x1", "x2", "y1", "y2"].forEach(function (name, i) { cross.setAttribute(name, line[i]); });
      svg.appendChild(cross);
      out.textContent = "";
      row.forEach(function (text, i) {
        if (first.cols && i > 0 && i !== cell) { return; }
        var part = document.createElement("span"), value = document.createElement("b");
        value.textContent = text;
        if (i > 0 && names[i]) { part.append(names[i] + "\u00a0"); }
        part.append(value);
        out.append(part);
      });
    }
    function hide() { at = -1; cross.remove(); out.textContent = ""; }
    box.addEventListener("keydown", function (event) {
      var up = Math.max(at - down, at % down), below = Math.min(at + down, last - down + 1 + at % down);
      var steps = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: up, ArrowDown: below, Home: 0, End: last, PageUp: at - 12, PageDown: at + 12 };
      if (event.key === "Escape") { hide(); return; }
      if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) { return; }
      event.preventDefault();
      show(at < 0 && event.key !== "End" ? 0 : Math.max(0, Math.min(last, steps[event.key])));
    });
    function follow(event) {
      var svg = shown(), place = svg && svg.getBoundingClientRect(), d = svg && svg.dataset;
      if (!place || !place.width) { return; }
      var scale = svg.viewBox.baseVal.width / place.width, x = (event.clientX - place.left) * scale, y = (event.clientY - place.top) * scale;
      if (d.rows) { show(nearest(list(d.rows), y) * columns + (d.cols ? nearest(list(d.cols), x) : 0)); return; }
      var best = 0, off = Infinity, p, far;
      for (var i = 0; i < panels; i += 1) {
        p = panel(d, i * along);
        far = Math.max(p[0] - x, 0, x - p[1]) + Math.max(p[2] - y, 0, y - p[3]);
        if (far < off) { off = far; best = i; }
      }
      p = panel(d, best * along);
      show(best * along + Math.max(0, Math.min(along - 1, Math.round((x - p[0]) / (p[1] - p[0]) * (along - 1)))));
    }
    box.addEventListener("pointermove", follow);
    box.addEventListener("pointerdown", follow);
    box.addEventListener("pointerleave", function () { if (document.activeElement !== box) { hide(); } });
    box.addEventListener("blur", hide);
  });
})();
