"""Ready-to-run requests signed with the key pair: only the secret is left to the reader's environment."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from urllib.parse import urlsplit

from django.conf import settings

RESOURCE = "/api/items?limit=1"
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Sample:
    """`id` is its place on the page, `needs` how to install what it uses."""

    id: str
    label: str
    code: str


CURL = Template("""\
# export API_SECRET=…   (needs curl and openssl)
ts=$$(date +%s); nonce=$$(openssl rand -hex 8)
mac=$$(printf 'hawk.1.header\\n%s\\n%s\\nGET\\n$resource\\n$host\\n$port\\n\\n\\n' "$$ts" "$$nonce" |
  openssl dgst -sha256 -hmac "$$API_SECRET" -binary | base64)
curl -H "Authorization: Hawk id=\\"$key\\", ts=\\"$$ts\\", nonce=\\"$$nonce\\", mac=\\"$$mac\\"" \\
  '$url'
""")
PYTHON = Template("""\
# export API_SECRET=…   (needs: pip install mohawk requests)
import os

import mohawk
import requests

url = "$url"
credentials = {"id": "$key", "key": os.environ["API_SECRET"], "algorithm": "sha256"}
sender = mohawk.Sender(credentials, url, "GET", content="", content_type="")
answer = requests.get(url, headers={"Authorization": sender.request_header}, timeout=10)
print(answer.status_code, answer.json())
""")
JAVASCRIPT = Template("""\
// export API_SECRET=…   (needs: npm install hawk)
import Hawk from "hawk";

const url = "$url";
const credentials = { id: "$key", key: process.env.API_SECRET, algorithm: "sha256" };
const { header } = Hawk.client.header(url, "GET", { credentials });
const answer = await fetch(url, { headers: { Authorization: header } });
console.log(answer.status, await answer.json());
""")


def samples(key: str) -> list[Sample]:
    """The same request in three languages, with `key` filled in."""
    parts = urlsplit(settings.PUBLIC_URL)
    place = {
        "key": key,
        "url": settings.PUBLIC_URL + RESOURCE,
        "resource": RESOURCE.replace("%", "%%"),
        "host": parts.hostname or "",
        "port": parts.port or PORTS[parts.scheme],
    }
    return [
        Sample("sample-curl", "curl", CURL.substitute(place)),
        Sample("sample-python", "Python", PYTHON.substitute(place)),
        Sample("sample-javascript", "JavaScript", JAVASCRIPT.substitute(place)),
    ]
