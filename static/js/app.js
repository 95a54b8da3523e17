// Every behaviour is declared in the page by data- attributes; without this file every page still works.
import "./trusted.js";
import "./theme.js";
import "./menus.js";
import "./secrets.js";
import "./errors.js";
import "./dialogs.js";
import "./guard.js";
import "./panel.js";
import "./messages.js";
import { enhanceFields } from "./fields.js";
import { refreshSave, remember } from "./guard.js";

function enhance(root) {
  enhanceFields(root);
  remember(root);
  refreshSave();
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

// Fetched only where they are used. A page with a list or a matrix brings their modules itself; a panel cannot.
document.addEventListener("htmx:load", async ({ detail: { elt } }) => {
  if (elt.querySelector("[data-matrix]")) (await import("./matrix.js")).enhanceMatrix(elt);
});
document.addEventListener("submit", async (event) => {
  if (!event.target.matches?.("[data-try]")) return;
  event.preventDefault();
  (await import("./try.js")).tryIt(event.target);
});
