# Every piece of equipment that is active: a filter is the name of an output field.
curl --silent --fail-with-body --get "$BASE_URL/api/items" --header "Authorization: Bearer $TOKEN" \
  --data-urlencode "id_type_item=2" --data-urlencode "active=true"
# What was done since New Year. curl encodes the + of the time zone, which would arrive as a blank otherwise.
curl --silent --fail-with-body --get "$BASE_URL/api/work_orders" --header "Authorization: Bearer $TOKEN" \
  --data-urlencode "since=2026-01-01T00:00:00+01:00" --data-urlencode "ot_status=3"
