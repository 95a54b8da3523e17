CODE=$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1], safe=""))' "$ITEM_CODE")
ETAG=$(curl --silent --fail-with-body --output /dev/null --write-out '%header{etag}' \
  "$BASE_URL/api/items/$CODE" --header "Authorization: Bearer $TOKEN")
curl --silent --fail-with-body --request PUT "$BASE_URL/api/items/$CODE" \
  --header "Authorization: Bearer $TOKEN" --header "If-Match: $ETAG" \
  --json '{"notes": "Inspected on Monday"}'
