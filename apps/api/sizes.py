"""How large a body may be: as DATA_UPLOAD_MAX_MEMORY_SIZE says, unless a resource that takes files says more."""

from __future__ import annotations

import re

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.api.problems import Malformed

LENGTH = re.compile(r"[0-9]{1,18}")
LIMIT = "conexiones.body_limit"


def allow(request: HttpRequest, limit: int) -> None:
    """The body of this request may have up to `limit` bytes."""
    request.META[LIMIT] = limit


def _length_of(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    if not LENGTH.fullmatch(given):
        raise Malformed(_("Content-Length is not a number."))
    return int(given)


def body_of(request: HttpRequest) -> bytes:
    """The body as it was sent; everything in this door asks here. Raises RequestDataTooBig and Malformed."""
    limit = request.META.get(LIMIT)
    if limit is None or hasattr(request, "_body"):
        return request.body
    if _length_of(request) > limit:
        raise RequestDataTooBig
    # As HttpRequest.body does it: there Django looks first, and asks nobody else for the limit.
    request._body = request.read()
    return request.body
