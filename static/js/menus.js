// Menus are <details>: they open without JavaScript; this closes them and moves the focus by arrow keys.
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function closeAll(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

// A press on a label inside the menu focuses what is around the menu; the click is still to come.
function onFocus(event) {
  if (!event.target.querySelector("details[data-menu][open]")) closeAll(event.target);
}

function escape(event, menu) {
  event.preventDefault();
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
}

function step(event, menu) {
  const items = [...menu.querySelectorAll("a[href], button, input:not([type=hidden]), select")].filter((item) => item.checkVisibility());
  const next = items.indexOf(document.activeElement) + STEPS[event.key];
  event.preventDefault();
  items.at(next < 0 ? -1 : next % items.length)?.focus();
}

function onKey(event) {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") escape(event, menu);
  else if (event.key in STEPS && !event.target.matches("select, input:not([type=checkbox])")) step(event, menu);
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => closeAll(event.target));
document.addEventListener("focusin", onFocus);
document.addEventListener("submit", (event) => event.target.matches("[data-theme-form]") && closeAll(null));
