"""Web pages of other origins at this door: those of the origins that the calling consumer names."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from apps.connections.cors import Pages

PAGES = Pages(
    sent="Accept-Language, Authorization, Content-Type, DPoP, Idempotency-Key, If-Match, If-None-Match, X-Request-ID",
    shown=(
        "Content-Language, ETag, Idempotency-Replayed, ratelimit-limit, ratelimit-remaining, ratelimit-reset, "
        "Request-Call-Limit, Request-Call-Remaining, Request-Call-Reset, Retry-After, Warning, WWW-Authenticate, "
        "X-Request-ID"
    ),
)


def preflight(request: HttpRequest, methods: Iterable[str]) -> HttpResponse | None:
    """The answer to a preflight of an origin that some consumer names; None for everything else."""
    return PAGES.allow(request, HttpResponse(status=204), methods) if PAGES.is_preflight(request) else None


apply = PAGES.apply
