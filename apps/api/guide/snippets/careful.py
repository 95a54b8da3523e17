# pip install requests
import os

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

api = requests.Session()
api.headers["Authorization"] = f"Bearer {os.environ['TOKEN']}"
# Tries again after these, and waits as long as Retry-After says.
api.mount(
    os.environ["BASE_URL"],
    HTTPAdapter(max_retries=Retry(3, status_forcelist=[429, 503], backoff_factor=1, raise_on_status=False)),
)

answer = api.get(f"{os.environ['BASE_URL']}/api/items/NO-SUCH-CODE", timeout=10)
if not answer.ok:
    problem = answer.json()
    print(problem["code"], "-", problem["message"])
