// Lists: select all, bulk actions, rows that open.
import { setAll, summarize } from "./boxes.js";
import { isPlainClick } from "./guard.js";

const ROW = "[data-select-row], .action-select";

export function enhanceLists(root) {
  root.querySelectorAll("[data-list]").forEach(showSelection);
}

function rowsOf(list) {
  return [...list.querySelectorAll(ROW)];
}

function showSelection(list) {
  const rows = rowsOf(list);
  list.querySelectorAll("[data-select-all]").forEach((head) => summarize(head, rows));
  list.querySelectorAll("[data-selected-count]").forEach((place) => { place.textContent = rows.filter((box) => box.checked).length; });
}

function onListChange(list, target) {
  if (target.matches("[data-select-all]")) setAll(rowsOf(list), target.checked);
  if (target.matches(`[data-select-all], ${ROW}`)) showSelection(list);
}

function onChange(event) {
  const list = event.target.closest("[data-list]");
  if (list) onListChange(list, event.target);
}

function onRowClick(event) {
  const row = event.target.closest("[data-row]");
  if (!row || !isPlainClick(event) || String(getSelection())) return;
  if (event.target.closest("a, button, input, label, select, textarea, summary")) return;
  row.querySelector("a[data-row-link]")?.click();
}

document.addEventListener("change", onChange);
document.addEventListener("click", onRowClick);
