// Swagger UI over our own document. Whoever is signed in here is authorized from the start, by what only this page knows.
const place = document.getElementById("swagger-ui");
const dark = matchMedia("(prefers-color-scheme: dark)");

function matchTheme() {
  const { theme } = document.documentElement.dataset;
  document.documentElement.classList.toggle("dark-mode", theme === "dark" || (theme === "system" && dark.matches));
}

matchTheme();
dark.addEventListener("change", matchTheme);
new MutationObserver(matchTheme).observe(document.documentElement, { attributeFilter: ["data-theme"] });

// Its own layout has a main, and so has ours: the parts in the same order, without that, and without its one server.
function Layout({ getComponent, specSelectors }) {
  const { createElement: make } = ui.getSystem().React;
  const part = (name, isConnected) => make(getComponent(name, isConnected));
  const row = (name, ...inner) => make("div", { className: `wrapper ${name}` }, ...inner);
  if (specSelectors.loadingStatus() !== "success") return make("div", { className: "swagger-ui" }, part("errors", true));
  return make("div", { className: "swagger-ui" },
    part("SvgAssets"), part("errors", true), row("information-container", part("InfoContainer", true)),
    row("schemes", part("AuthorizeBtnContainer", true)), part("FilterContainer", true), 
    make("h2", { className: "visually-hidden" }, place.dataset.resources), row("", part("operations", true)),
    row("", part("Models", true)));
}

// No choice in its dialog: a proof of possession and a signature need a program, and the API key is nothing to type here.
const NOT_HERE = ["DPoP", "Hawk", "Basic"];
const offered = (found) => found?.filter?.((scheme) => !NOT_HERE.some((name) => scheme.has(name)));
const authorizing = { wrapSelectors: {
  definitionsToAuthorize: (original) => (...given) => offered(original(...given)),
  definitionsForRequirements: (original) => (...given) => offered(original(...given)),
} };

const ui = window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  persistAuthorization: false,
  oauth2RedirectUrl: place.dataset.redirect,
  presets: [window.SwaggerUIBundle.presets.apis],
  plugins: [() => ({ components: { Layout }, statePlugins: { auth: authorizing } })],
  layout: "Layout",
  requestInterceptor(request) {
    request.headers["Accept-Language"] ??= place.dataset.language;
    return request;
  },
  onComplete() {
    if (place.dataset.csrf) ui.preauthorizeApiKey("BrowserSession", place.dataset.csrf);
  },
});
ui.initOAuth({ clientId: "", scopes: "api", usePkceWithAuthorizationCodeGrant: true });

// What it draws without a name, or scrolls without the keyboard.
function mend() {
  for (const one of place.querySelectorAll("[data-param-name] select:not([aria-label])")) {
    one.setAttribute("aria-label", one.closest("[data-param-name]").dataset.paramName);
  }
  for (const one of place.querySelectorAll("pre.microlight:not([tabindex])")) one.tabIndex = 0;
}

new MutationObserver(mend).observe(place, { childList: true, subtree: true });
