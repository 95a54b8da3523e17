curl --silent --fail-with-body "$BASE_URL/api/items?limit=2" --header "Authorization: Bearer $TOKEN"
