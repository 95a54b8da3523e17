TARGET='/api/items?limit=2' TS=$(date +%s) NONCE=$(openssl rand -hex 6)
# Host and port of BASE_URL, as the world sees them: 443 for https, 80 for http, unless it names another one.
HOST=$(printf %s "$BASE_URL" | sed 's|.*://||; s|[:/].*||')
PORT=$(printf %s "$BASE_URL" | sed -n 's|.*://[^/:]*:\([0-9]*\).*|\1|p')
[ -n "$PORT" ] || case "$BASE_URL" in https:*) PORT=443 ;; *) PORT=80 ;; esac
MAC=$(printf 'hawk.1.header\n%s\n%s\nGET\n%s\n%s\n%s\n\n\n' "$TS" "$NONCE" "$TARGET" "$HOST" "$PORT" |
  openssl dgst -sha256 -hmac "$API_SECRET" -binary | base64)
curl --silent --fail-with-body "$BASE_URL$TARGET" \
  --header "Authorization: Hawk id=\"$API_KEY\", ts=\"$TS\", nonce=\"$NONCE\", mac=\"$MAC\""
