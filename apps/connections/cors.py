"""What a web page of another origin is told (Fetch standard, CORS), at whichever door it asks.

Closed, but for the origins that consumers name. Never with credentials: a page sends its token itself, and a browser's
cookies mean nothing there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils.cache import patch_vary_headers

from apps.connections.models import Consumer
from apps.connections.origins import is_allowed_origin, is_known_origin

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PREFLIGHT_SECONDS = 600


@dataclass(frozen=True)
class Pages:
    """What pages may send to a door (`sent`), and which headers of its answers they may read (`shown`)."""

    sent: str
    shown: str

    def is_preflight(self, request: HttpRequest) -> bool:
        """Whether it is one that is answered: of an origin that some consumer names. It names no consumer itself."""
        is_one = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        return is_one and _is_known(request.headers.get("Origin"))

    def allow(self, request: HttpRequest, response: HttpResponse, methods: Iterable[str]) -> HttpResponse:
        """`response` as the answer to such a preflight."""
        _open(request, response)
        response["Access-Control-Allow-Methods"] = ", ".join(methods)
        response["Access-Control-Allow-Headers"] = self.sent
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
        return response

    def apply(
        self, request: HttpRequest, response: HttpResponse, consumer: Consumer | None, *, is_nobody: bool
    ) -> None:
        """Let a page of `consumer` read the answer; when nobody has proved to be anybody, a page of any consumer."""
        patch_vary_headers(response, ["Origin"])
        origin = request.headers.get("Origin")
        if origin is None:
            return
        if _is_known(origin) if is_nobody else consumer is not None and is_allowed_origin(origin, consumer):
            _open(request, response)
            response["Access-Control-Expose-Headers"] = self.shown


def _is_known(origin: str | None) -> bool:
    try:
        return is_known_origin(origin)
    except DatabaseError:
        # Whatever is answered then, no page needs to read it.
        return False


def _open(request: HttpRequest, response: HttpResponse) -> None:
    response["Access-Control-Allow-Origin"] = request.headers["Origin"]
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Origin"])
