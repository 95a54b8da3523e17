VERIFIER=$(openssl rand -hex 32) STATE=$(openssl rand -hex 16)
CHALLENGE=$(printf %s "$VERIFIER" | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | tr -d '=')
echo "Open this in a browser, sign in and allow:"
curl --silent --get --output /dev/null --write-out '%{url_effective}\n' "$BASE_URL/oauth/authorize" \
  --data response_type=code --data "client_id=$CLIENT_ID" --data-urlencode "redirect_uri=$REDIRECT_URI" \
  --data-urlencode "scope=items:view" --data "state=$STATE" \
  --data "code_challenge=$CHALLENGE" --data code_challenge_method=S256
echo "Then paste the address to which the browser was sent:"
read -r LANDED
case "$LANDED" in *"state=$STATE"*) ;; *) echo "This is the answer to another request."; exit 1 ;; esac
CODE=$(printf %s "$LANDED" | sed 's/.*[?&]code=\([^&]*\).*/\1/')
curl --silent --fail-with-body "$BASE_URL/oauth/token" --user "$CLIENT_ID:$CLIENT_SECRET" \
  --data grant_type=authorization_code --data "code=$CODE" --data "code_verifier=$VERIFIER" \
  --data-urlencode "redirect_uri=$REDIRECT_URI"
