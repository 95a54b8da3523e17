"""Web pages of other origins (Fetch standard, CORS): closed, but for the origins that the calling consumer names.

Never with credentials: a page sends its token itself, and a browser's cookies mean nothing at this door.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from apps.connections.models import Consumer
from apps.connections.origins import is_allowed_origin, is_known_origin

SENT = "Accept-Language, Authorization, Content-Type, DPoP, Idempotency-Key, If-Match, If-None-Match, X-Request-ID"
SHOWN = (
    "Content-Language, ETag, Idempotency-Replayed, ratelimit-limit, ratelimit-remaining, ratelimit-reset, "
    "Request-Call-Limit, Request-Call-Remaining, Request-Call-Reset, Retry-After, Warning, WWW-Authenticate, "
    "X-Request-ID"
)
PREFLIGHT_SECONDS = 600


def preflight(request: HttpRequest, methods: Iterable[str]) -> HttpResponse | None:
    """The answer to a preflight of an origin that some consumer names; None for everything else."""
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    if not _is_known(request.headers.get("Origin")):
        return None
    response = HttpResponse(status=204)
    _open(request, response)
    response["Access-Control-Allow-Methods"] = ", ".join(methods)
    response["Access-Control-Allow-Headers"] = SENT
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def apply(request: HttpRequest, response: HttpResponse, consumer: Consumer | None, *, is_nobody: bool) -> None:
    """Let a page of the calling consumer read the answer; one whose token has ended may read that."""
    patch_vary_headers(response, ["Origin"])
    origin = request.headers.get("Origin")
    if origin is None:
        return
    if _is_known(origin) if is_nobody else consumer is not None and is_allowed_origin(origin, consumer):
        _open(request, response)
        response["Access-Control-Expose-Headers"] = SHOWN


def _is_known(origin: str | None) -> bool:
    try:
        return is_known_origin(origin)
    except DatabaseError:
        # Whatever is answered then, no page needs to read it.
        return False


def _open(request: HttpRequest, response: HttpResponse) -> None:
    response["Access-Control-Allow-Origin"] = request.headers["Origin"]
    patch_vary_headers(response, ["Origin"])
