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
import { enhanceLists } from "./lists.js";
import { enhanceMatrix } from "./matrix.js";
import { refreshSave, remember } from "./guard.js";

function enhance(root) {
  enhanceFields(root);
  enhanceLists(root);
  enhanceMatrix(root);
  remember(root);
  refreshSave();
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));

// Fetched only by those who use it.
document.addEventListener("submit", async (event) => {
  if (!event.target.matches?.("[data-try]")) return;
  event.preventDefault();
  (await import("./try.js")).tryIt(event.target);
});
