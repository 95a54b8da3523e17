// Fields that depend on one another.
export function enhanceFields(root) {
  root.querySelectorAll("[data-show-when], [data-disable-when]").forEach(applyCondition);
  root.querySelectorAll("[data-chip-for]").forEach(drawChips);
  root.querySelectorAll("[data-typed-confirm]").forEach(checkTyped);
  root.querySelectorAll("[data-needs-saved]").forEach(checkSaved);
}

function valueOf(form, name) {
  const controls = [...form.elements].filter((control) => control.name === name);
  const chosen = controls.filter((control) => !["checkbox", "radio"].includes(control.type) || control.checked);
  return chosen.map((control) => control.value);
}

// "name=this|that", or several of these with a comma between them, of which one is enough.
function isMet(element, condition) {
  return condition.split(",").some((one) => holds(element, one));
}

function holds(element, condition) {
  const [name, wanted] = condition.split("=");
  const values = valueOf(element.closest("form"), name);
  return wanted.split("|").some((one) => values.includes(one));
}

function applyCondition(element) {
  const { showWhen, disableWhen } = element.dataset;
  if (showWhen) {
    element.hidden = !isMet(element, showWhen);
    element.dataset.decided = "";
  }
  if (!disableWhen) return;
  element.disabled = isMet(element, disableWhen);
  // Whoever ticked the condition by mistake gets back what it unticked.
  if (!element.disabled && "unticked" in element.dataset) element.checked = true;
  element.toggleAttribute("data-unticked", element.disabled && (element.checked || "unticked" in element.dataset));
  if (element.disabled) element.checked = false;
}

function drawChips(box) {
  const select = document.querySelector(box.dataset.chipFor);
  const template = box.querySelector("template");
  const chips = [...select.selectedOptions].filter((option) => option.value).map((option) => chip(template, option, select));
  box.replaceChildren(template, ...chips);
}

function chip(template, option, select) {
  const made = template.content.firstElementChild.cloneNode(true);
  const button = made.querySelector("button");
  made.querySelector("[data-chip-label]").textContent = option.text;
  button.setAttribute("aria-label", `${button.getAttribute("aria-label")}: ${option.text}`);
  button.addEventListener("click", () => clearOption(option, select));
  return made;
}

function clearOption(option, select) {
  option.selected = false;
  if (!select.multiple) select.value = "";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  select.focus();
}

function checkTyped(input) {
  const same = input.closest("[hidden]") !== null || input.value.trim() === input.dataset.typedConfirm;
  for (const control of input.form.elements) if (control.type === "submit") control.disabled = !same;
}

// Not "disabled": pressed too early it says what is missing.
function checkSaved(control) {
  const box = control.closest("[data-secret-box]").querySelector("[data-saved-it]");
  control.setAttribute("aria-disabled", !box.checked);
}

function onChange(event) {
  const { target } = event;
  if (target.form) enhanceFields(target.form);
  if (target.matches("[data-saved-it]")) enhanceFields(target.closest("[data-secret-box]"));
  if (event.type === "change" && target.matches("[data-autosubmit]")) target.form.requestSubmit();
}

document.addEventListener("input", onChange);
document.addEventListener("change", onChange);
