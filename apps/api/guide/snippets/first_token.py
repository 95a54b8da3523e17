# pip install requests
import os

import requests

answer = requests.post(
    f"{os.environ['BASE_URL']}/oauth/token",
    auth=(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]),
    data={"grant_type": "client_credentials"},
    timeout=10,
)
answer.raise_for_status()
print(answer.json()["access_token"])
