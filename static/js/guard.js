// Unsaved changes: forms with data-guard. Save is active only when something changed, and leaving asks first.
import { ask } from "./dialogs.js";
import { say } from "./messages.js";

const saved = new WeakMap();
const sending = new WeakSet();
const save = document.querySelector("[data-save]");

export function remember(root) {
  const forms = root.matches?.("form[data-guard]") ? [root] : root.querySelectorAll("form[data-guard]");
  for (const form of forms) if (!saved.has(form)) saved.set(form, isRejected(form) ? null : contents(form));
}

export function refreshSave() {
  if (save) save.disabled = !(save.form && isDirty(save.form));
}

export async function mayLeave(root) {
  if (isBlocked(root)) return false;
  return !dirtyIn(root) || ask();
}

export function forget(root) {
  for (const form of guarded(root)) sending.add(form);
}

// The secret is on the screen for the only time.
export function isBlocked(root) {
  const box = root.querySelector("[data-saved-it]:not(:checked)");
  if (!box) return false;
  say(box.dataset.blocked);
  box.closest("label").classList.add("wanted");
  box.focus();
  return true;
}

function guarded(root) {
  return [...root.querySelectorAll("form[data-guard]")];
}

function isRejected(form) {
  return form.querySelector("[aria-invalid=true], [data-error-summary]") !== null;
}

function contents(form) {
  return JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ? [value.name, value.size] : value]));
}

function isDirty(form) {
  return !sending.has(form) && saved.has(form) && saved.get(form) !== contents(form);
}

function dirtyIn(root) {
  return guarded(root).some(isDirty);
}

export function mustStay(root) {
  return dirtyIn(root) || root.querySelector("[data-saved-it]:not(:checked)") !== null;
}

// A second click on Save must not create a second consumer.
function onSubmit(event) {
  const form = event.target;
  if (!form.matches("form[data-guard]")) return;
  if (!sending.has(form)) return void sending.add(form);
  event.preventDefault();
  event.stopImmediatePropagation();
}

function onAnswer(event) {
  const form = event.target.closest?.("form[data-guard]");
  if (!form) return;
  if (event.detail.successful) saved.set(form, contents(form));
  if (!event.detail.xhr.getResponseHeader("HX-Redirect")) sending.delete(form);
  refreshSave();
}

function onShortcut(event) {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const form = guarded(document.querySelector("dialog[open]") ?? document)[0];
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

async function onLink(event) {
  const link = event.target.closest?.("a[href]");
  if (!isPlainClick(event) || !link || !leavesPage(link) || !mustStay(document)) return;
  event.preventDefault();
  event.stopPropagation();
  if (!await mayLeave(document)) return;
  forget(document);
  location.assign(link.href);
}

function leavesPage(link) {
  const stays = link.matches("[data-panel], [data-panel-close], [download], [target=_blank]") && !link.matches("main [data-panel-close]");
  return !stays && !link.getAttribute("href").startsWith("#");
}

export function isPlainClick(event) {
  return !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

document.addEventListener("input", refreshSave);
document.addEventListener("change", refreshSave);
document.addEventListener("reset", () => setTimeout(refreshSave));
document.addEventListener("submit", onSubmit, true);
document.addEventListener("htmx:afterRequest", onAnswer);
document.addEventListener("keydown", onShortcut);
document.addEventListener("click", onLink, true);
window.addEventListener("beforeunload", (event) => mustStay(document) && event.preventDefault());
window.addEventListener("pageshow", (event) => event.persisted && guarded(document).forEach((form) => sending.delete(form)));
