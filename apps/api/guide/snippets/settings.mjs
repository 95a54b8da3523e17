const { BASE_URL, TOKEN, CONSUMER_NAME } = process.env;
const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" };

const listed = await fetch(`${BASE_URL}/api/consumers?limit=1`, { headers });
if (!listed.ok) throw new Error(await listed.text());
const [{ id_permission_group }] = (await listed.json()).data;
const made = await fetch(`${BASE_URL}/api/consumers`, {
  method: "POST",
  headers,
  body: JSON.stringify({ name: CONSUMER_NAME, grant_type: "client_credentials", id_permission_group }),
});
if (!made.ok) throw new Error(await made.text());
const [{ client_id, client_secret }] = (await made.json()).data;
console.log(client_id, client_secret);
