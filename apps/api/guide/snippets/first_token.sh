export TOKEN=$(curl --silent --fail-with-body "$BASE_URL/oauth/token" \
  --user "$CLIENT_ID:$CLIENT_SECRET" --data grant_type=client_credentials |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
echo "$TOKEN"
