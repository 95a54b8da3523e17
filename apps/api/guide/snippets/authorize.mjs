import { createHash, randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";

const { BASE_URL, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI } = process.env;
const verifier = randomBytes(32).toString("base64url");
const state = randomBytes(16).toString("base64url");
const asked = new URLSearchParams({
  response_type: "code",
  client_id: CLIENT_ID,
  redirect_uri: REDIRECT_URI,
  scope: "items:view",
  state,
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
});
console.log(`Open this in a browser, sign in and allow:\n${BASE_URL}/oauth/authorize?${asked}`);
const terminal = createInterface({ input: process.stdin, output: process.stdout });
const landed = new URL(await terminal.question("Then paste the address to which the browser was sent:\n"));
terminal.close();
if (landed.searchParams.get("state") !== state) throw new Error("This is the answer to another request.");
const answer = await fetch(`${BASE_URL}/oauth/token`, {
  method: "POST",
  headers: { Authorization: `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64")}` },
  body: new URLSearchParams({
    grant_type: "authorization_code",
    code: landed.searchParams.get("code"),
    code_verifier: verifier,
    redirect_uri: REDIRECT_URI,
  }),
});
if (!answer.ok) throw new Error(await answer.text());
console.log(await answer.json());
