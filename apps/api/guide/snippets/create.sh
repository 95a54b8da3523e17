# Keep the key until the answer is there: asking again with it makes no second item.
KEY=$(openssl rand -hex 16)
curl --silent --fail-with-body --retry 3 "$BASE_URL/api/items" \
  --header "Authorization: Bearer $TOKEN" --header "Idempotency-Key: $KEY" \
  --json '{"code": "'"$ITEM_CODE"'", "id_type_item": 2, "field_1": "Centrifugal pump"}'
