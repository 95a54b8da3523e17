# pip install requests
import os

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

api = requests.Session()
api.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
# Tries again after these, and waits as long as Retry-After says; no longer than a minute, should a month be used up.
api.mount(
    os.environ["BASE_URL"],
    HTTPAdapter(
        max_retries=Retry(3, status_forcelist=[429, 503], backoff_factor=1, raise_on_status=False, retry_after_max=60)
    ),
)

answer = api.get(f"{os.environ['BASE_URL']}/api/items/NO-SUCH-CODE", timeout=10)
if not answer.ok:
    problem = answer.json()
    print(problem["code"], "-", problem["message"])
