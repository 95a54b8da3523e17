// The right-hand panel: the server's own add or change page, shown over the list, under its own URL.
import { forget, isPlainClick, mayLeave, mustStay } from "./guard.js";
import { leave } from "./landing.js";

const panel = document.getElementById("panel");
const loaded = here();
let stale = false;
let shownUrl = null;
let closed = null;

// The history is ours and not htmx's: htmx would store copies of pages, secrets included.
function here() {
  return location.pathname + location.search;
}

function load(url) {
  shownUrl = url;
  htmx.ajax("GET", url, { target: panel, swap: "innerHTML" });
}

function onClick(event) {
  const link = event.target.closest("a[data-panel]");
  if (!link || !isPlainClick(event) || !window.htmx) return;
  event.preventDefault();
  openLink(link.href);
}

async function openLink(url) {
  await closed;
  if (!panel.open || await mayLeave(panel)) load(url);
}

function onSwap(event) {
  if (event.detail.target !== panel) return;
  if (event.detail.requestConfig.verb !== "get" && event.detail.xhr.status < 400) stale = true;
  if (!panel.open) open();
  else if (shownUrl) history.replaceState({ panel: true }, "", shownUrl);
  focusFirst();
}

function open() {
  history.pushState({ panel: true }, "", shownUrl ?? location.href);
  panel.showModal();
}

function focusFirst() {
  const title = panel.querySelector("#panel-title");
  const first = panel.querySelector("[autofocus]") ?? panel.querySelector("[aria-invalid=true]") ?? title;
  title?.setAttribute("tabindex", "-1");
  first?.focus();
}

async function requestClose() {
  if (await mayLeave(panel)) close();
}

function close() {
  forget(panel);
  if (stale) return showAnew();
  empty();
  goBack();
}

// The browser steps back later: a panel that is opened before that would be closed by it.
function goBack() {
  closed = new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));
  history.back();
}

function showAnew() {
  leave(shownUrl ? new URL(shownUrl, location.href).pathname : undefined);
  location.replace(loaded);
}

function empty() {
  panel.close();
  panel.replaceChildren();
}

// "Back" leaves the panel; a page that is not the one in the address bar is loaded again.
async function onBack() {
  if (!panel.open) return here() === loaded || location.reload();
  if (mustStay(panel) && await stays()) return;
  forget(panel);
  if (stale) return location.reload();
  empty();
}

async function stays() {
  const backTo = here();
  history.pushState({ panel: true }, "", shownUrl);
  if (!await mayLeave(panel)) return true;
  history.replaceState(null, "", backTo);
  return false;
}

function onKey(event) {
  if (event.key !== "Escape" || event.defaultPrevented || topmost() !== panel) return;
  event.preventDefault();
  requestClose();
}

function topmost() {
  return [...document.querySelectorAll("dialog[open]")].at(-1);
}

function onPanelClick(event) {
  const wantsOut = event.target === panel || event.target.closest("[data-panel-close]");
  if (!wantsOut) return;
  event.preventDefault();
  requestClose();
}

// A whole page as the answer means that the session ended or that a step-up is due: go there.
function onBeforeSwap(event) {
  if (!/<html[\s>]/i.test(event.detail.serverResponse ?? "") || event.detail.xhr.status >= 400) return;
  event.detail.shouldSwap = false;
  forget(document);
  location.assign(event.detail.xhr.responseURL);
}

function start() {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:afterSwap", onSwap);
  document.addEventListener("panel:close", () => { forget(panel); close(); });
  document.addEventListener("panel:saved", () => { stale = true; forget(panel); close(); });
  panel.addEventListener("click", onPanelClick);
  panel.addEventListener("cancel", (event) => { if (event.target === panel) { event.preventDefault(); requestClose(); } });
  window.addEventListener("popstate", onBack);
}

if (panel) start();
document.addEventListener("htmx:beforeSwap", onBeforeSwap);
