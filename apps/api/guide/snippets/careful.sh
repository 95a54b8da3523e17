# --retry tries again after 429, 500 and 503, and waits as long as Retry-After says; in all no longer than a minute.
curl --silent --retry 3 --retry-max-time 60 "$BASE_URL/api/items/NO-SUCH-CODE" --header "Authorization: Bearer $TOKEN" |
  python3 -c 'import json, sys; answer = json.load(sys.stdin); print(answer["code"], "-", answer["message"])'
