curl --silent --fail --output /dev/null --dump-header - "$BASE_URL/api/me" \
  --header "Authorization: Bearer $TOKEN" | grep -i '^ratelimit'
