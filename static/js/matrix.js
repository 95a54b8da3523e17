// The permission matrix: a head ticks its row, its column or everything; the arrow keys walk over the boxes.
import { setAll, summarize } from "./boxes.js";

const HEADS = "[data-all-cells], [data-all-row], [data-all-col]";
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function enhanceMatrix(root) {
  root.querySelectorAll("[data-matrix]").forEach(show);
}

function cellsOf(head) {
  if ("allRow" in head.dataset) return [...head.closest("tr").querySelectorAll("[data-col]")];
  const only = "allCol" in head.dataset ? `="${CSS.escape(head.dataset.allCol)}"` : "";
  return [...head.closest("table").querySelectorAll(`[data-col${only}]`)];
}

function show(table) {
  table.querySelectorAll(HEADS).forEach((head) => summarize(head, cellsOf(head)));
}

function onChange(event) {
  const { target } = event;
  const table = target.closest("[data-matrix]");
  if (table && target.matches(HEADS)) setAll(cellsOf(target), target.checked);
  if (table) show(table);
  else target.form?.querySelectorAll("[data-matrix]").forEach(show);
}

// Boxes that cannot be ticked are passed over.
function onKey(event) {
  const step = STEPS[event.key];
  const box = event.target.closest?.("[data-matrix] input");
  if (!step || !box || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  next(box, step)?.focus();
}

function next(box, [down, right]) {
  const rows = [...box.closest("table").rows];
  let [row, cell] = [box.closest("tr").rowIndex, box.closest("th, td").cellIndex];
  for (;;) {
    [row, cell] = [row + down, cell + right];
    const found = rows[row]?.cells[cell]?.querySelector("input");
    if (!found || !found.disabled) return found;
  }
}

document.addEventListener("change", onChange);
document.addEventListener("keydown", onKey);
enhanceMatrix(document);
