# pip install requests
import os

import requests

api = requests.Session()
api.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"

start, total = 0, 1
while start < total:
    answer = api.get(f"{os.environ['BASE_URL']}/api/items", params={"start": start, "limit": 100}, timeout=10)
    answer.raise_for_status()
    page = answer.json()
    for item in page["data"]:
        print(item["code"])
    start, total = start + len(page["data"]), page["total"] if page["data"] else 0
print(start, "rows")
