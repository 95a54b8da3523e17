const { BASE_URL, TOKEN } = process.env;

// URLSearchParams encodes the + of a time zone, which would arrive as a blank otherwise.
async function count(path, filters) {
  const answer = await fetch(`${BASE_URL}/api/${path}?${new URLSearchParams({ ...filters, limit: 1 })}`, {
    headers: { Authorization: `Bearer ${TOKEN}` },
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).total;
}

console.log(await count("items", { id_type_item: 2, active: true }), "active pieces of equipment");
console.log(await count("work_orders", { since: "2026-01-01T00:00:00+01:00", ot_status: 3 }), "tasks of completed orders");
