# pip install requests
import os

import requests

api = requests.Session()
api.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
url = f"{os.environ['BASE_URL']}/api/consumers"

listed = api.get(url, params={"limit": 1}, timeout=10)
listed.raise_for_status()
consumer = {
    "name": os.environ["CONSUMER_NAME"],
    "grant_type": "client_credentials",
    "id_permission_group": listed.json()["data"][0]["id_permission_group"],
}
made = api.post(url, json=consumer, timeout=10)
made.raise_for_status()
print(made.json()["data"][0]["client_id"], made.json()["data"][0]["client_secret"])
