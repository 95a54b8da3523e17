// What is said to the user: a live region for the ear, toasts for the eye.
const SHOWN_FOR = 8000;
const ICONS = { error: "circle-alert", warning: "triangle-alert", success: "circle-check", info: "info" };

// All that lies outside an open modal dialog is inert: neither read out nor clickable.
export function topLayer() {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}

export function say(text) {
  const region = child(topLayer(), "data-live", { role: "status", class: "visually-hidden" });
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 100);
}

export function toast(text, level = "info") {
  const item = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  item.classList.add(`toast-${level}`);
  item.setAttribute("role", level === "error" ? "alert" : "status");
  setIcon(item, ICONS[level] ?? ICONS.info);
  child(topLayer(), "data-toasts", { class: "toasts" }).append(item);
  item.querySelector("p").textContent = text;
  expire(item);
}

export function setIcon(element, name) {
  const use = element.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
}

function child(host, mark, attributes) {
  const found = host.querySelector(`:scope > [${mark}]`);
  if (found) return found;
  const made = document.createElement("div");
  for (const [name, value] of Object.entries({ ...attributes, [mark]: "" })) made.setAttribute(name, value);
  return host.appendChild(made);
}

function expire(item) {
  if (item.matches(".toast-error, .toast-warning, :has(form)")) return;
  setTimeout(() => item.matches(":hover, :focus-within") ? expire(item) : item.remove(), SHOWN_FOR);
}

function failed(event) {
  const texts = document.body.dataset;
  toast(event.detail.xhr?.status === 403 ? texts.textDenied : texts.textFailed, "error");
}

document.querySelectorAll("[data-toast]").forEach(expire);
document.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-toast]").remove());
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", () => toast(document.body.dataset.textOffline, "error"));
document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.level));
