// Where the focus lands on the page after something was done: in the same list on what was opened or on the row that
// took its place, elsewhere on the message that says what happened.
const LEFT = "left";
const ROW_LINK = "a[data-row-link]";
const loaded = location.pathname + location.search;

export function leave(path = location.pathname) {
  sessionStorage.setItem(LEFT, JSON.stringify({ page: loaded, path, row: placeOf(path) }));
}

function rows() {
  return [...document.querySelectorAll("[data-row]")];
}

// Of the record at that address or above it; else of the first one that is ticked.
function placeOf(path) {
  const opened = rows().findIndex((row) => path.startsWith(row.querySelector(ROW_LINK)?.pathname));
  return opened < 0 ? rows().findIndex((row) => row.querySelector("[data-select-row]:checked")) : opened;
}

function onSubmit(event) {
  const { target: form } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.confirm || document.querySelector("[data-list]")) leave();
}

// Between the two may be pages that ask for the password, or whether one is sure.
function land() {
  const [left, message] = [JSON.parse(sessionStorage.getItem(LEFT)), document.querySelector("[data-toast]")];
  if (!left || document.querySelector("main [autofocus]") || !(message || document.querySelector("[data-list]"))) return;
  sessionStorage.removeItem(LEFT);
  message?.setAttribute("tabindex", "-1");
  (placeIn(left) ?? message)?.focus();
}

function placeIn({ page, path, row }) {
  if (page !== loaded) return null;
  const links = [...document.querySelectorAll("main a[data-panel]")];
  return links.find((link) => link.pathname === path) ?? (row < 0 ? null : rowAt(row));
}

function rowAt(place) {
  return rows().at(Math.min(place, rows().length - 1))?.querySelector(ROW_LINK);
}

document.addEventListener("submit", onSubmit);
land();
