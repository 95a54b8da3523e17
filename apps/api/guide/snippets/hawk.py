# pip install mohawk requests
import os

import mohawk
import requests

credentials = {"id": os.environ["API_KEY"], "key": os.environ["API_SECRET"], "algorithm": "sha256"}
url = f"{os.environ['BASE_URL']}/api/items?limit=2"

sender = mohawk.Sender(credentials, url, "GET", content="", content_type="")
answer = requests.get(url, headers={"Authorization": sender.request_header}, timeout=10)
answer.raise_for_status()
# The answer is signed too: this raises when somebody has altered it on its way.
sender.accept_response(
    answer.headers["Server-Authorization"], content=answer.content, content_type=answer.headers["Content-Type"]
)
for item in answer.json()["data"]:
    print(item["code"], item["description"])
