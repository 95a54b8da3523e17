// The end of "Authorize" in the documentation: the code goes to the window that asked, when it is the answer to that.
const asked = window.opener?.swaggerUIRedirectOauth2;

function handOver({ auth, state, redirectUrl, callback, errCb }) {
  const answer = new URLSearchParams(location.search);
  const refuse = (message) => errCb({ authId: auth.name, source: "auth", level: "error", message });
  if (answer.get("state") !== state) return refuse("state");
  if (!answer.has("code")) return refuse(answer.get("error_description") ?? answer.get("error") ?? "error");
  auth.code = answer.get("code");
  return callback({ auth, redirectUrl });
}

if (asked) {
  handOver(asked);
  window.close();
}
