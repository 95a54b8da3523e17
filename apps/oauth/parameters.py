"""The parameters of an OAuth request, read once and strictly before anything else sees them.

A parameter may be given once, and one without a value is as if omitted (RFC 6749 sections 3.1 and 3.2); what cannot be
read in one way only is refused.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from django.http import HttpRequest
from oauthlib.oauth2.rfc6749.errors import InvalidRequestFatalError

MAX_BYTES, MAX_PARAMETERS = 20_000, 100
FORM = "application/x-www-form-urlencoded"
NOT_PERCENT_ENCODED = re.compile(rb"%(?![0-9A-Fa-f]{2})")
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def of_query(request: HttpRequest) -> dict[str, str]:
    """The parameters of the URL. Raises InvalidRequestFatalError."""
    return parse(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))


def of_body(request: HttpRequest) -> dict[str, str]:
    """The parameters of the body, the only place where a secret may be. Raises InvalidRequestFatalError."""
    if request.META.get("QUERY_STRING"):
        raise InvalidRequestFatalError("Parameters go into the body, not into the URL.")
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        raise InvalidRequestFatalError("The body must have a Content-Length.", status_code=411)
    if _length(request) > MAX_BYTES:
        raise InvalidRequestFatalError("The body is too large.", status_code=413)
    if len(request.body) < _length(request):
        raise InvalidRequestFatalError("The body ended early.")
    if request.body and not _is_form(request):
        raise InvalidRequestFatalError(f"The body must be {FORM} in UTF-8.", status_code=415)
    return parse(request.body)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _is_form(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    return request.content_type == FORM and charset.lower() == "utf-8"


def parse(raw: bytes) -> dict[str, str]:
    """`raw` as names and values. Raises InvalidRequestFatalError."""
    if len(raw) > MAX_BYTES:
        raise InvalidRequestFatalError("The request is too large.", status_code=413)
    pairs = _decoded(raw)
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise InvalidRequestFatalError("A parameter is given twice.")
    if any(CONTROLS.search(name + value) for name, value in pairs):
        raise InvalidRequestFatalError("The request holds a control character.")
    return {name: value for name, value in pairs if value}


def _decoded(raw: bytes) -> list[tuple[str, str]]:
    if NOT_PERCENT_ENCODED.search(raw):
        raise InvalidRequestFatalError("The request is not percent-encoded.")
    try:
        text = raw.decode()
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError as error:
        raise InvalidRequestFatalError("The request is not UTF-8, or has too many parameters.") from error
