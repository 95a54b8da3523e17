# pip install requests
import os
from urllib.parse import quote

import requests

api = requests.Session()
api.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
url = f"{os.environ['BASE_URL']}/api/items/{quote(os.environ['ITEM_CODE'], safe='')}"

read = api.get(url, timeout=10)
read.raise_for_status()
answer = api.put(url, json={"notes": "Inspected on Monday"}, headers={"If-Match": read.headers["ETag"]}, timeout=10)
if answer.status_code == 412:
    print("Somebody else changed it meanwhile: read it again.")
else:
    answer.raise_for_status()
    print(answer.json()["data"][0]["notes"])
