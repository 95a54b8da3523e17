"""Web pages that ask for tokens themselves (Fetch standard, CORS): only those of the origins that a consumer names.

Never with credentials: a cookie means nothing at these endpoints. At the authorization endpoint nothing is opened:
pages send the browser there, they do not read it (RFC 9700 section 2.6).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from apps.connections.models import Consumer
from apps.connections.origins import is_allowed_origin, is_known_origin

SENT = "Authorization, Content-Type, DPoP, X-Request-ID"
SHOWN = "Retry-After, WWW-Authenticate, DPoP-Nonce, X-Request-ID"
PREFLIGHT_SECONDS = 600


def preflight(request: HttpRequest) -> HttpResponse | None:
    """The answer to a preflight, which names no consumer; None when no consumer names its origin."""
    if "Access-Control-Request-Method" not in request.headers or not is_known_origin(request.headers.get("Origin")):
        return None
    response = HttpResponse(status=204)
    _open(request, response)
    response["Access-Control-Allow-Methods"] = "POST"
    response["Access-Control-Allow-Headers"] = SENT
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def apply(request: HttpRequest, response: HttpResponse, consumer: Consumer | None) -> None:
    """Let a page of `consumer` read the answer; when nobody has proved to be one, a page of any."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    if is_allowed_origin(origin, consumer) if consumer else is_known_origin(origin):
        _open(request, response)
        response["Access-Control-Expose-Headers"] = SHOWN


def _open(request: HttpRequest, response: HttpResponse) -> None:
    response["Access-Control-Allow-Origin"] = request.headers["Origin"]
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Origin"])
