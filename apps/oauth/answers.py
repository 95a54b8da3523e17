"""The authorization endpoint's answer to an app, carried by the browser."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings


def answer_url(redirect_uri: str, parameters: Iterable[tuple[str, str | None]]) -> str:
    """`redirect_uri`, untouched, with `parameters` and who answers (RFC 6749 section 4.1.2, RFC 9207 section 2)."""
    # Blanks as %20: "+" is one only to those who decode forms, and state must come back as it was.
    query = urlencode([*parameters, ("iss", settings.PUBLIC_URL)], quote_via=quote)
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{query}"


def origin_of(redirect_uri: str) -> str:
    parts = urlsplit(redirect_uri)
    return f"{parts.scheme}://{parts.netloc}"
