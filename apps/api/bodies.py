"""The body of a request as one flat dict: JSON, form or multipart, read strictly. A file in it is a `Sent`.

Some clients send two Content-Type headers, of which servers keep only one, so where the body plainly is the other of
JSON and form it is read as that. No cookie authenticates a write here, so nothing can be smuggled past a browser by it.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from apps.api.files import Sent
from apps.api.problems import InvalidFields, LengthRequired, Malformed, UnsupportedBody
from apps.api.sizes import body_of, is_large, stream_of

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
READ = "conexiones.body"
MAX_FIELDS = 100
MAX_DEPTH = 64
LOOKS_LIKE_FORM = re.compile(rb"\s*[A-Za-z0-9_]+=")
LOOKS_LIKE_JSON = re.compile(rb"\s*\{")


def read(request: HttpRequest) -> dict[str, Any]:
    """Every field of the body with its value as sent. Raises Problems, and RequestDataTooBig above the limit."""
    if READ not in request.META:
        # What came in pieces comes once.
        request.META[READ] = _read(request)
    return dict(request.META[READ])


def _read(request: HttpRequest) -> dict[str, Any]:
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise LengthRequired
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedBody
    if is_large(request) and MULTIPART in _known_types(request):
        return _once(_multipart(request))
    body = body_of(request)
    return _read_as(media_type_of(request, body), request, body) if body else {}


def media_type_of(request: HttpRequest, body: bytes) -> str:
    """What the body is said to be, corrected by what it plainly is."""
    known = _known_types(request)
    if MULTIPART in known:
        return MULTIPART
    if LOOKS_LIKE_JSON.match(body):
        return JSON
    return FORM if FORM in known or LOOKS_LIKE_FORM.match(body) else JSON


def _known_types(request: HttpRequest) -> list[str]:
    """Those that the body is said to be. Raises UnsupportedBody when none of them can be read."""
    said = [part.partition(";")[0].strip().lower() for part in request.META.get("CONTENT_TYPE", "").split(",")]
    known = [name for name in said if name in (JSON, FORM, MULTIPART) or name.endswith("+json")]
    if any(said) and not known:
        raise UnsupportedBody
    return known


def _read_as(media_type: str, request: HttpRequest, body: bytes) -> dict[str, Any]:
    if media_type == MULTIPART:
        return _once(_multipart(request))
    return _json(body) if media_type == JSON else _once(_form(body))


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Malformed(_("The body is not valid JSON.")) from error
    if not isinstance(found, dict):
        raise Malformed(_("The body must be one object with the fields and their values."))
    _check_depth(found)
    return found


def _check_depth(found: Any) -> None:
    level = [found]
    for _depth in range(MAX_DEPTH):
        level = [inner for value in level for inner in _inside(value)]
    if level:
        raise Malformed(_("The body is nested too deeply."))


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return _once(pairs)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def _form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise Malformed(_("The body is not a valid form.")) from error


def _multipart(request: HttpRequest) -> list[tuple[str, Any]]:
    try:
        fields, files = _parsed_multipart(request)
    except (MultiPartParserError, TooManyFieldsSent) as error:
        raise Malformed(_("The body is not a valid form.")) from error
    sent = [(name, Sent(file.name or "", file)) for name, found in files.lists() for file in found]
    pairs = [*((name, value) for name, values in fields.lists() for value in values), *sent]
    if not pairs and (is_large(request) or b"\n" in body_of(request).strip()):
        # A form with no part is its last line alone; what else there is was no part.
        raise Malformed(_("The body is not a valid form."))
    return pairs


def _parsed_multipart(request: HttpRequest) -> tuple[Any, MultiValueDict[str, Any]]:
    parser = MultiPartParser(request.META, stream_of(request), request.upload_handlers, "utf-8")
    return parser.parse()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises InvalidFields for a field that is given twice: which of the two was meant?"""
    found = dict(pairs)
    if len(found) != len(pairs):
        times = Counter(name for name, _value in pairs)
        twice = sorted(name for name in times if times[name] > 1)
        raise InvalidFields(dict.fromkeys(twice, _("This field is given twice.")))
    return found
