"""How large a body may be: as DATA_UPLOAD_MAX_MEMORY_SIZE says, unless a resource that takes files says more."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

LIMIT = "conexiones.body_limit"


def allow(request: HttpRequest, limit: int) -> None:
    """The body of this request may have up to `limit` bytes."""
    request.META[LIMIT] = limit


def body_of(request: HttpRequest) -> bytes:
    """The body as it was sent. Everything in this door that needs it asks here. Raises RequestDataTooBig."""
    limit = request.META.get(LIMIT)
    if limit is None or hasattr(request, "_body"):
        return request.body
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise RequestDataTooBig
    # As HttpRequest.body does it: there Django looks first, and asks nobody else for the limit.
    request._body = request.read()
    return request.body
