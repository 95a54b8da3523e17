"""Web pages that ask for tokens themselves: only those of the origins that a consumer names.

At the authorization endpoint nothing is opened: pages send the browser there, they do not read it (RFC 9700 section
2.6).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from apps.connections.cors import Pages
from apps.connections.models import Consumer

PAGES = Pages(
    sent="Authorization, Content-Type, DPoP, X-Request-ID",
    shown=(
        "Retry-After, ratelimit-limit, ratelimit-remaining, ratelimit-reset, Request-Call-Limit, "
        "Request-Call-Remaining, Request-Call-Reset, WWW-Authenticate, DPoP-Nonce, X-Request-ID"
    ),
)


def preflight(request: HttpRequest) -> HttpResponse | None:
    """The answer to a preflight, which names no consumer; None when no consumer names its origin."""
    return PAGES.allow(request, HttpResponse(status=204), ["POST"]) if PAGES.is_preflight(request) else None


def apply(request: HttpRequest, response: HttpResponse, consumer: Consumer | None) -> None:
    """Let a page of `consumer` read the answer; when nobody has proved to be one, a page of any."""
    PAGES.apply(request, response, consumer, is_nobody=consumer is None)
