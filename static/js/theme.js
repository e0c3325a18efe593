/* Follows the device's light or dark setting before the first paint, when that is the person's choice. */
(function () {
  "use strict";
  const root = document.documentElement;
  if (root.getAttribute("data-bs-theme") !== "device") return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = function () {
    root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  };
  follow();
  dark.addEventListener("change", follow);
})();
