// Lists and the permission matrix: select all, bulk actions, rows that open.
import { isPlainClick } from "./guard.js";

const ROW = "[data-select-row], .action-select";

export function enhanceLists(root) {
  root.querySelectorAll("[data-list]").forEach(showSelection);
  root.querySelectorAll("[data-matrix]").forEach(showMatrix);
}

function setAll(boxes, checked) {
  for (const box of boxes) if (!box.disabled) box.checked = checked;
}

function summarize(head, boxes) {
  const open = boxes.filter((box) => !box.disabled);
  const ticked = open.filter((box) => box.checked).length;
  head.checked = ticked > 0 && ticked === open.length;
  head.indeterminate = ticked > 0 && ticked < open.length;
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

function cellsOf(head) {
  if ("allRow" in head.dataset) return [...head.closest("tr").querySelectorAll("[data-col]")];
  return [...head.closest("table").querySelectorAll(`[data-col="${CSS.escape(head.dataset.allCol)}"]`)];
}

function showMatrix(table) {
  table.querySelectorAll("[data-all-row], [data-all-col]").forEach((head) => summarize(head, cellsOf(head)));
}

function onMatrixChange(table, target) {
  if (target.matches("[data-all-row], [data-all-col]")) setAll(cellsOf(target), target.checked);
  showMatrix(table);
}

function onChange(event) {
  const list = event.target.closest("[data-list]");
  const table = event.target.closest("[data-matrix]");
  if (list) onListChange(list, event.target);
  if (table) onMatrixChange(table, event.target);
  else if (event.target.form) event.target.form.querySelectorAll("[data-matrix]").forEach(showMatrix);
}

function onRowClick(event) {
  const row = event.target.closest("[data-row]");
  if (!row || !isPlainClick(event) || String(getSelection())) return;
  if (event.target.closest("a, button, input, label, select, textarea, summary")) return;
  row.querySelector("a[data-row-link]")?.click();
}

document.addEventListener("change", onChange);
document.addEventListener("click", onRowClick);
