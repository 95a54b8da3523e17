# pip install requests
import os

import requests

answer = requests.get(
    f"{os.environ['BASE_URL']}/api/me", headers={"Authorization": f"Bearer {os.environ['TOKEN']}"}, timeout=10
)
answer.raise_for_status()
for name in ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"):
    print(name, answer.headers[name])
