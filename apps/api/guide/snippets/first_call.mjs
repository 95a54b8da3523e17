const { BASE_URL, TOKEN } = process.env;

const answer = await fetch(`${BASE_URL}/api/items?limit=2`, { headers: { Authorization: `Bearer ${TOKEN}` } });
if (!answer.ok) throw new Error(await answer.text());
for (const item of (await answer.json()).data) console.log(item.code, item.description);
