// An error under a field goes away as soon as the field is filled; the summary keeps count.
function clear(field) {
  field.classList.remove("has-error");
  field.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  field.querySelector(`#${CSS.escape(field.dataset.field)}_error`)?.remove();
  const entry = document.querySelector(`[data-error-for="${CSS.escape(field.dataset.field)}"]`);
  const summary = entry?.closest("[data-error-summary]");
  entry?.remove();
  if (summary) recount(summary);
}

function recount(summary) {
  const left = summary.querySelectorAll("li").length;
  summary.querySelector("[data-error-count]").textContent = left;
  summary.hidden = left === 0;
}

function onInput(event) {
  const field = event.target.closest?.("[data-field].has-error");
  if (field) clear(field);
}

// A jump to "#id" would be a step in the history, and that closes the panel.
function jump(event) {
  const link = event.target.closest?.("[data-error-summary] a");
  if (!link) return;
  event.preventDefault();
  document.querySelector(link.hash)?.focus();
}

document.addEventListener("input", onInput);
document.addEventListener("change", onInput);
document.addEventListener("click", jump);
