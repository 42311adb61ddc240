"use strict";
// The heatmap of a trend: one protocol at a time, words for the cell that is pointed at or focused, arrow keys, and the
// cases that turned at a cell. Words come from the page's own attributes and are set as text.
(() => {
  const $ = (id) => document.getElementById(id);
  const maps = [...document.querySelectorAll(".heatmap")];
  const tabs = [...document.querySelectorAll(".heat-tab")];

  const show = (protocol) => {
    for (const map of maps) map.hidden = map.dataset.protocol !== protocol;
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.protocol === protocol));
  };
  for (const tab of tabs) tab.addEventListener("click", () => show(tab.dataset.protocol));
  show($("heatmaps").dataset.first);

  // ---- words of a cell ----------------------------------------------------------------------------------------

  const tip = $("heat-tip");
  const tell = (cell) => {
    tip.textContent = cell.getAttribute("aria-label");
    tip.hidden = false;
    const box = cell.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), innerWidth - own.width - 8);
    const above = box.top - own.height - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 56 ? above : box.bottom + 8}px`;
  };
  const hush = () => { tip.hidden = true; };
  const cellOf = (event) => event.target.closest?.(".heat-cell");
  $("heatmaps").addEventListener("mouseover", (event) => { const cell = cellOf(event); if (cell) tell(cell); else hush(); });
  $("heatmaps").addEventListener("mouseleave", hush);
  $("heatmaps").addEventListener("focusin", (event) => { const cell = cellOf(event); if (cell) tell(cell); });
  $("heatmaps").addEventListener("focusout", hush);
  addEventListener("scroll", hush, { passive: true, capture: true });

  // ---- keyboard -----------------------------------------------------------------------------------------------

  for (const map of maps) {
    const rows = [...map.querySelectorAll("tr")].map((row) => [...row.querySelectorAll(".heat-cell")]).filter((row) => row.length);
    const at = (cell) => {
      const row = rows.findIndex((each) => each.includes(cell));
      return [row, rows[row].indexOf(cell)];
    };
    const enter = (cell) => {
      for (const each of map.querySelectorAll('.heat-cell[tabindex="0"]')) each.setAttribute("tabindex", "-1");
      cell.setAttribute("tabindex", "0");
    };
    map.addEventListener("focusin", (event) => { const cell = cellOf(event); if (cell) enter(cell); });
    map.addEventListener("keydown", (event) => {
      const cell = cellOf(event);
      if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") { hush(); return; }
      const [row, column] = at(cell);
      const next = {
        ArrowRight: () => rows[row][column + 1], ArrowLeft: () => rows[row][column - 1],
        ArrowDown: () => rows[row + 1]?.[column], ArrowUp: () => rows[row - 1]?.[column],
        Home: () => rows[row][0], End: () => rows[row].at(-1),
      }[event.key];
      if (!next) return;
      event.preventDefault();
      next()?.focus();
    });
  }

  // ---- cases that turned --------------------------------------------------------------------------------------

  let opener = null;
  const narrow = (cell, map) => {
    const scope = cell.dataset.scope;
    const values = { "f-category": scope === "total" ? "" : scope, "f-protocol": map.dataset.protocol, "f-at": cell.dataset.at };
    $("filters").reset();
    for (const [id, value] of Object.entries(values)) {
      $(id).value = value;
      if ($(id).value !== value) return false; // none of them is listed
    }
    $("filters").dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  $("heatmaps").addEventListener("click", (event) => {
    const cell = cellOf(event);
    if (!cell) return;
    const words = cell.getAttribute("aria-label");
    $("heat-said").textContent = Number(cell.dataset.turned) ? "" : words;
    if (!Number(cell.dataset.turned)) return;
    if (!narrow(cell, cell.closest(".heatmap"))) {
      $("heat-said").textContent = `${words}: this page has no room for them`;
      return;
    }
    opener = cell;
    hush();
    $("turned-said").textContent = words;
    $("turned-back").hidden = false;
    $("gallery").scrollIntoView({ block: "start" });
    $("gallery-title").focus({ preventScroll: true });
  });
  $("turned-back")?.addEventListener("click", () => {
    if (!opener) return;
    show(opener.closest(".heatmap").dataset.protocol);
    opener.focus({ preventScroll: true });
    $("heat").scrollIntoView({ block: "start" });
  });
  $("filters")?.addEventListener("input", (event) => { if (event.isTrusted) $("turned-said").textContent = ""; });
  $("filters")?.addEventListener("reset", (event) => { if (event.isTrusted) $("turned-said").textContent = ""; });
  document.documentElement.dataset.heatmap = "drawn";
})();
