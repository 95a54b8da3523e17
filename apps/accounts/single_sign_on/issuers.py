"""Which providers this server talks to, and how: to those that its operator names, and to nothing inside otherwise.

What an account types can never make the server call an address: SSO_ISSUERS holds the issuers that may be chosen. Their
own host may be anywhere, as the operator chose it; what else they name in their document must be public (R145).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter_adapter import IPFilterAdapter

MOST_BYTES = 256 * 1024
"""Of one answer."""
SECONDS = 5
"""To connect, and again between two pieces of an answer."""


class TooLong(requests.RequestException):
    """The answer is longer than MOST_BYTES."""


def is_permitted(issuer: str) -> bool:
    return issuer.rstrip("/") in settings.SSO_ISSUERS


class ProviderSession(requests.Session):
    """Asks a provider: over TLS, at an address resolved once, following no redirect, for a short answer only."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", IPFilterAdapter(is_https_proto=True))
        for issuer in settings.SSO_ISSUERS:
            parts = urlsplit(issuer)
            self.mount(f"{parts.scheme}://{parts.netloc}/", HTTPAdapter())

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """As of requests. Raises RequestException, also for an answer that is too long."""
        kwargs |= {"timeout": SECONDS, "allow_redirects": False, "stream": True}
        response = super().request(method, url, *args, **kwargs)
        with response:
            # Read here, so that `.content` and `.json()` find it and nothing reads on without a limit.
            response._content = response.raw.read(MOST_BYTES + 1, decode_content=True)
        if len(response._content) > MOST_BYTES:
            raise TooLong(response=response)
        return response
