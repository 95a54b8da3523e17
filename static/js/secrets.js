// Keys and secrets: copy, reveal, download.
import { say, setIcon, topLayer } from "./messages.js";

const SHOWN_FOR = 2000;

function textOf(button) {
  if ("copyText" in button.dataset) return button.dataset.copyText;
  const source = document.querySelector(button.dataset.copy);
  return source.value ?? source.textContent;
}

async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  return writeOldWay(text);
}

// The clipboard API exists on https and localhost only; a portal in a local network may have neither.
function writeOldWay(text) {
  const focused = document.activeElement;
  const area = topLayer().appendChild(document.createElement("textarea"));
  area.value = text;
  area.className = "visually-hidden";
  area.select();
  document.execCommand("copy");
  area.remove();
  focused?.focus();
}

async function copy(button) {
  await write(textOf(button));
  say(button.dataset.copied ?? "");
  if (!button.querySelector("use")) return;
  setIcon(button, "check");
  setTimeout(() => setIcon(button, "copy"), SHOWN_FOR);
}

function reveal(button) {
  const input = document.querySelector(button.dataset.reveal);
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", shown);
  setIcon(button, shown ? "eye-off" : "eye");
}

// Without a name, the value is the line.
function lineOf(input) {
  return `${input.dataset.env ? `${input.dataset.env}=` : ""}${input.value}\n`;
}

function download(button) {
  const box = button.closest("[data-secret-box]");
  const lines = [...box.querySelectorAll("[data-env]")].map(lineOf);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(lines, { type: "text/plain" }));
  link.download = box.dataset.fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SHOWN_FOR);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (button?.matches("[data-copy], [data-copy-text]")) copy(button);
  if (button?.matches("[data-reveal]")) reveal(button);
  if (button?.matches("[data-download-env]")) download(button);
});
