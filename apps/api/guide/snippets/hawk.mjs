// npm install hawk
import Hawk from "hawk";

const { BASE_URL, API_KEY, API_SECRET } = process.env;
const credentials = { id: API_KEY, key: API_SECRET, algorithm: "sha256" };
const url = `${BASE_URL}/api/items?limit=2`;

const { header, artifacts } = Hawk.client.header(url, "GET", { credentials });
const answer = await fetch(url, { headers: { Authorization: header } });
if (!answer.ok) throw new Error(await answer.text());
const payload = await answer.text();
// The answer is signed too: this throws when somebody has altered it on its way.
Hawk.client.authenticate({ headers: Object.fromEntries(answer.headers) }, credentials, artifacts, { payload });
for (const item of JSON.parse(payload).data) console.log(item.code, item.description);
