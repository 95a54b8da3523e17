// "Test it": one ordinary call with a key of the reader's own, made by this browser, and what is answered.
const MOST = 4000;
const LIMITS = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after"];
const CALLS = { hawk: callSigned, program: callWithToken };

class Unsigned extends Error {}

export async function tryIt(form) {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  tell(form, form.dataset.textBusy);
  const { error, steps } = await outcome(form);
  form.ariaBusy = "false";
  if (error) tell(form, error instanceof Unsigned ? form.dataset.textUnsigned : form.dataset.textFailed);
  else show(form, steps);
}

async function outcome(form) {
  try {
    return { steps: await CALLS[form.dataset.try](form.dataset, secretOf(form)) };
  } catch (error) {
    return { error };
  }
}

function secretOf(form) {
  const field = form.dataset.secretFrom ? document.querySelector(form.dataset.secretFrom) : form.querySelector("input");
  return field.value.trim();
}

// HTTP Hawk, a request without a body (github.com/mozilla/hawk, API.md).
async function callSigned({ key, resource, host, port }, secret) {
  if (!crypto.subtle) throw new Unsigned();
  const ts = Math.floor(Date.now() / 1000);
  const nonce = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const mac = await hmac(secret, `hawk.1.header\n${ts}\n${nonce}\nGET\n${resource}\n${host}\n${port}\n\n\n`);
  return [await call("GET", resource, `Hawk id="${key}", ts="${ts}", nonce="${nonce}", mac="${mac}"`)];
}

async function hmac(secret, text) {
  const bytes = new TextEncoder();
  const how = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), how, false, ["sign"]);
  return base64(new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(text))));
}

// OAuth client credentials (RFC 6749 section 4.4); the token is given back at once.
async function callWithToken({ key, resource }, secret) {
  const basic = `Basic ${base64(new TextEncoder().encode(`${key}:${secret}`))}`;
  const issued = await call("POST", "/oauth/token", basic, { grant_type: "client_credentials" });
  if (!issued.ok) return [issued];
  const token = issued.body.access_token;
  const answer = await call("GET", resource, `Bearer ${token}`);
  call("POST", "/oauth/revoke_token", basic, { token }).catch(() => {});
  return [issued, answer];
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

// Without cookies: it is the key that opens, not that somebody is signed in here.
async function call(method, path, authorization, form) {
  const begun = performance.now();
  const body = form && new URLSearchParams(form);
  const headers = { Authorization: authorization, "Accept-Language": document.documentElement.lang };
  const answer = await fetch(path, { method, body, headers, credentials: "omit", cache: "no-store" });
  const text = await answer.text();
  const ms = Math.round(performance.now() - begun);
  return { request: `${method} ${path}`, ok: answer.ok, status: answer.status, ms, headers: answer.headers, text, body: parsed(text) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function show(form, steps) {
  const last = steps.at(-1);
  tell(form, last.ok ? form.dataset.textDone : form.dataset.textRefused);
  const advice = form.querySelector("[data-try-advice]");
  advice.textContent = last.ok ? "" : adviceFor(form, last);
  advice.hidden = !advice.textContent;
  const told = steps.map((step) => [step.request, `${step.status} · ${step.ms} ${form.dataset.textMs}`]);
  const limits = LIMITS.filter((name) => last.headers.has(name)).map((name) => [name, last.headers.get(name)]);
  form.querySelector("[data-try-facts]").replaceChildren(...[...told, ...limits].flatMap(fact));
  form.querySelector("[data-try-body]").textContent = shortened(form, last.body ? JSON.stringify(last.body, null, 2) : last.text);
  form.querySelector("[data-try-answer]").hidden = false;
}

// What the server says of it, and what to do about it.
function adviceFor(form, { body }) {
  const code = body?.code ?? body?.error ?? "";
  const words = form.querySelector(`[data-try-advices] [data-code="${CSS.escape(code)}"]`)?.textContent;
  return [body?.message ?? body?.error_description, words].filter(Boolean).join(" ");
}

function fact([name, value]) {
  return [element("dt", name), element("dd", value)];
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function shortened(form, text) {
  return text.length > MOST ? `${text.slice(0, MOST)}\n${form.dataset.textCut}` : text;
}

function tell(form, text) {
  form.querySelector("[data-try-status]").textContent = text;
  form.querySelector("[data-try-answer]").hidden = true;
}
