# pip install requests
import os
import uuid

import requests

answer = requests.post(
    f"{os.environ['BASE_URL']}/api/items",
    headers={
        "Authorization": f"Bearer {os.environ['TOKEN']}",
        # Keep the key until the answer is there: asking again with it makes no second item.
        "Idempotency-Key": str(uuid.uuid4()),
    },
    json={"code": os.environ["ITEM_CODE"], "id_type_item": 2, "field_1": "Centrifugal pump"},
    timeout=10,
)
answer.raise_for_status()
print(answer.json()["data"][0]["id"])
