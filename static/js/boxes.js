// A box that stands for many: ticked when all of them are, half when some are.
export function setAll(boxes, checked) {
  for (const box of boxes) if (!box.disabled) box.checked = checked;
}

export function summarize(head, boxes) {
  const open = boxes.filter((box) => !box.disabled);
  const ticked = open.filter((box) => box.checked).length;
  head.checked = ticked > 0 && ticked === open.length;
  head.indeterminate = ticked > 0 && ticked < open.length;
  head.disabled = open.length === 0;
}
