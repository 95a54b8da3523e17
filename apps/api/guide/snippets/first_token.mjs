const { BASE_URL, CLIENT_ID, CLIENT_SECRET } = process.env;

const answer = await fetch(`${BASE_URL}/oauth/token`, {
  method: "POST",
  headers: { Authorization: `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64")}` },
  body: new URLSearchParams({ grant_type: "client_credentials" }),
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).access_token);
