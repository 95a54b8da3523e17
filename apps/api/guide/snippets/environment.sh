export BASE_URL="$PUBLIC_URL"
export CLIENT_ID="…"        # the key of your OAuth consumer
export CLIENT_SECRET="…"    # its secret, which was shown once
