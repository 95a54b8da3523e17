GROUP=$(curl --silent --fail-with-body "$BASE_URL/api/consumers?limit=1" --header "Authorization: Bearer $TOKEN" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["data"][0]["id_permission_group"])')
curl --silent --fail-with-body "$BASE_URL/api/consumers" --header "Authorization: Bearer $TOKEN" \
  --json '{"name": "'"$CONSUMER_NAME"'", "grant_type": "client_credentials", "id_permission_group": '"$GROUP"'}'
