"use strict";
// Before the first paint: the theme that the reader chose, or the system's. A file:// page may be refused its storage.
(() => {
  const key = "realunify-theme";
  let stored = null;
  try { stored = localStorage.getItem(key); } catch { /* the system's theme then */ }
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = stored === "dark" || stored === "light" ? stored : null;
  const apply = () => {
    document.documentElement.dataset.theme = chosen ?? (system.matches ? "dark" : "light");
    document.dispatchEvent(new Event("theme"));
  };
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme").addEventListener("click", () => {
      chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem(key, chosen); } catch { /* kept for this page alone */ }
      apply();
    });
  });
})();
