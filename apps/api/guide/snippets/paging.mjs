const { BASE_URL, TOKEN } = process.env;

let start = 0;
let total = 1;
while (start < total) {
  const answer = await fetch(`${BASE_URL}/api/items?start=${start}&limit=100`, {
    headers: { Authorization: `Bearer ${TOKEN}` },
  });
  if (!answer.ok) throw new Error(await answer.text());
  const page = await answer.json();
  for (const item of page.data) console.log(item.code);
  start += page.data.length;
  total = page.data.length ? page.total : 0;
}
console.log(start, "rows");
