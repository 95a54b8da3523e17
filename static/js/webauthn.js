// Passkeys: a form with data-passkey ("create" or "get") asks the browser for one before it is sent. What the server
// says and what it is told are JSON, in which bytes are written in URL-safe base64 (WebAuthn level 3, section 5.1.8).
const form = document.querySelector("form[data-passkey]");

function toBytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

function toText(bytes) {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes({ publicKey }) {
  const listed = (list) => (list ?? []).map((entry) => ({ ...entry, id: toBytes(entry.id) }));
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.allowCredentials) options.allowCredentials = listed(options.allowCredentials);
  if (options.excludeCredentials) options.excludeCredentials = listed(options.excludeCredentials);
  return options;
}

function asJson(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function ask(event) {
  event.preventDefault();
  const failure = form.querySelector("[data-passkey-failed]");
  failure.hidden = true;
  try {
    const publicKey = withBytes(JSON.parse(form.dataset.options));
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.namedItem("credential").value = asJson(credential);
    form.submit();
  } catch {
    // The browser does not say why: that somebody has no passkey here is nobody's business.
    failure.hidden = false;
    failure.focus();
  }
}

form?.addEventListener("submit", ask);
