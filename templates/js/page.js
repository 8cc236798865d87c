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
  // A box is a stop of the keyboard only where it scrolls: where its table is wider than what it shows.
  var boxes = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var box = entry.target;
      if (box.scrollWidth > box.clientWidth) { box.tabIndex = 0; } else { box.removeAttribute("tabindex"); }
    });
  });
  document.querySelectorAll(".scroll").forEach(function (box) { boxes.observe(box); });
})();
