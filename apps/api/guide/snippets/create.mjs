const { BASE_URL, TOKEN, ITEM_CODE } = process.env;

const answer = await fetch(`${BASE_URL}/api/items`, {
  method: "POST",
  headers: {
    Authorization: `Bearer ${TOKEN}`,
    "Content-Type": "application/json",
    // Keep the key until the answer is there: asking again with it makes no second item.
    "Idempotency-Key": crypto.randomUUID(),
  },
  body: JSON.stringify({ code: ITEM_CODE, id_type_item: 2, field_1: "Centrifugal pump" }),
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).data[0].id);
