const { BASE_URL, TOKEN, ITEM_CODE } = process.env;
const url = `${BASE_URL}/api/items/${encodeURIComponent(ITEM_CODE)}`;
const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" };

const read = await fetch(url, { headers });
if (!read.ok) throw new Error(await read.text());
const answer = await fetch(url, {
  method: "PUT",
  headers: { ...headers, "If-Match": read.headers.get("etag") },
  body: JSON.stringify({ notes: "Inspected on Monday" }),
});
if (answer.status === 412) console.log("Somebody else changed it meanwhile: read it again.");
else if (!answer.ok) throw new Error(await answer.text());
else console.log((await answer.json()).data[0].notes);
