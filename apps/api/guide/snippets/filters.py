# pip install requests
import os

import requests

api = requests.Session()
api.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"


def count(path: str, **filters: str) -> int:
    """How many rows there are; requests encodes the + of a time zone, which would arrive as a blank otherwise."""
    answer = api.get(f"{os.environ['BASE_URL']}/api/{path}", params={**filters, "limit": "1"}, timeout=10)
    answer.raise_for_status()
    return int(answer.json()["total"])


print(count("items", id_type_item="2", active="true"), "active pieces of equipment")
print(count("work_orders", since="2026-01-01T00:00:00+01:00", ot_status="3"), "tasks of orders completed this year")
