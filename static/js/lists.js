// Lists: select all, bulk actions, rows that open.
import { setAll, summarize } from "./boxes.js";
import { isPlainClick } from "./guard.js";
import { say } from "./messages.js";

const ROW = "[data-select-row], .action-select";

function enhanceLists(root) {
  root.querySelectorAll("[data-list]").forEach(showSelection);
}

function rowsOf(list) {
  return [...list.querySelectorAll(ROW)];
}

function matchingOf(list) {
  return list.querySelector("[data-select-matching]");
}

function showSelection(list) {
  const [rows, matching] = [rowsOf(list), matchingOf(list)];
  const ticked = rows.filter((box) => box.checked).length;
  if (matching && ticked < rows.length) matching.checked = false;
  const count = matching?.checked ? matching.dataset.count : ticked;
  list.querySelectorAll("[data-select-all]").forEach((head) => summarize(head, rows));
  list.querySelectorAll("[data-selected-count]").forEach((place) => { place.textContent = count; });
}

function onListChange(list, target) {
  if (target.matches("[data-select-all]")) setAll(rowsOf(list), target.checked);
  if (!target.matches(`[data-select-all], [data-select-matching], ${ROW}`)) return;
  showSelection(list);
  tell(list);
}

// What came into view, or was ticked, also for the ear.
function tell(list) {
  const matching = matchingOf(list);
  if (!matching || rowsOf(list).some((box) => !box.checked)) return;
  const offer = () => `${list.querySelector("[data-page-selected]").textContent} ${matching.labels[0].textContent}`;
  say(matching.checked ? matching.dataset.done : offer());
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
document.addEventListener("htmx:load", (event) => enhanceLists(event.detail.elt));
enhanceLists(document);
