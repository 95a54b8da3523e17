// One question dialog for the whole page, instead of the browser's own.
const dialog = document.getElementById("confirm");
const [title, text] = [dialog.querySelector("h2"), dialog.querySelector("p")];
const [cancel, ok] = dialog.querySelectorAll("button");
const unsaved = { title: title.textContent, text: text.textContent, cancel: cancel.textContent, ok: ok.textContent };
const asked = new WeakSet();
let waiting = null;

// One question at a time: whoever asks again while it is open gets the same answer.
export function ask(words = unsaved) {
  waiting ??= new Promise((resolve) => {
    fill(words);
    dialog.returnValue = "cancel";
    dialog.addEventListener("close", () => { waiting = null; resolve(dialog.returnValue === "ok"); }, { once: true });
    dialog.showModal();
  });
  return waiting;
}

function fill(words) {
  title.textContent = words.title;
  text.textContent = words.text;
  cancel.textContent = words.cancel;
  ok.textContent = words.ok;
}

function wordsOf(element) {
  return {
    title: element.dataset.confirmTitle ?? dialog.dataset.title,
    text: element.dataset.confirm,
    cancel: dialog.querySelector("template").content.textContent,
    ok: element.dataset.confirmOk ?? dialog.dataset.ok,
  };
}

async function onSubmit(event) {
  const { target: form, submitter } = event;
  const element = [submitter, form].find((one) => one?.hasAttribute("data-confirm"));
  if (!element || asked.delete(form) || isAskedLater(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!await ask(wordsOf(element))) return;
  asked.add(form);
  confirm(form);
  form.requestSubmit(submitter);
}

// Of rows that nobody has seen, the server says how many and which.
function isAskedLater(form) {
  return form.querySelector("[data-select-matching]:checked") !== null;
}

// The server asks again whoever was not asked here.
function confirm(form) {
  if (form.method !== "post" || form.elements.confirmed) return;
  const made = document.createElement("input");
  Object.assign(made, { type: "hidden", name: "confirmed", value: "1" });
  form.append(made);
}

document.addEventListener("submit", onSubmit, true);
