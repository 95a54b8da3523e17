# pip install requests
import os

import requests

api = requests.Session()
api.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"

answer = api.get(f"{os.environ['BASE_URL']}/api/items", params={"limit": 2}, timeout=10)
answer.raise_for_status()
for item in answer.json()["data"]:
    print(item["code"], item["description"])
