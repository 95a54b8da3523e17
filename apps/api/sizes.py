"""How large a body may be: as DATA_UPLOAD_MAX_MEMORY_SIZE says, unless a resource that takes files says more."""

from __future__ import annotations

import re
from io import BytesIO

from django.conf import settings
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


def is_large(request: HttpRequest) -> bool:
    """Whether it is more than bodies without files may be. Raises RequestDataTooBig and Malformed."""
    limit = request.META.get(LIMIT)
    if limit is None:
        return False
    length = _length_of(request)
    if length > limit:
        raise RequestDataTooBig
    return length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def stream_of(request: HttpRequest) -> HttpRequest | BytesIO:
    """The body to be read in pieces, once; a large one comes from the network, as long as nobody asked for all of it.

    Raises RequestDataTooBig and Malformed.
    """
    return request if is_large(request) and not hasattr(request, "_body") else BytesIO(body_of(request))


def body_of(request: HttpRequest) -> bytes:
    """The body as it was sent; everything in this door asks here. Raises RequestDataTooBig and Malformed."""
    if request.META.get(LIMIT) is None or hasattr(request, "_body"):
        return request.body
    is_large(request)
    # As HttpRequest.body does it: there Django looks first, and asks nobody else for the limit.
    request._body = request.read()
    return request.body
