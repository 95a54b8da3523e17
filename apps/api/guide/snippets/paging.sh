START=0
while true; do
  PAGE=$(curl --silent --fail-with-body "$BASE_URL/api/items?start=$START&limit=100" \
    --header "Authorization: Bearer $TOKEN") || break
  printf '%s\n' "$PAGE"
  ROWS_AND_TOTAL=$(printf %s "$PAGE" |
    python3 -c 'import json, sys; page = json.load(sys.stdin); print(len(page["data"]), page["total"])')
  ROWS=${ROWS_AND_TOTAL% *} TOTAL=${ROWS_AND_TOTAL#* } START=$((START + ROWS))
  if [ "$ROWS" -eq 0 ] || [ "$START" -ge "$TOTAL" ]; then break; fi
done
echo "$START rows"
