(function () {
  "use strict";
  var root = document.documentElement, button = document.getElementById("theme"), key = "tenure-theme";
  function kept() { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function keep(theme) { try { localStorage.setItem(key, theme); } catch (e) { /* private window */ } }
  if (!root.dataset.theme && kept()) { root.dataset.theme = kept(); }
  if (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      keep(root.dataset.theme);
    });
  }
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("details"), function (d) { return !d.open; });
    opened.forEach(function (d) { d.open = true; });
  });
  addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); });
})();
