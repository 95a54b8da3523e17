"""The shape of every answer: success, message, data, total; and of every refusal, with its stable code word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.encoding import force_str
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

# Whatever is no plain value goes out as its text, as it does in the second way.
OWN_WORDS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def encoded(data: Any) -> bytes:
    """`data` in JSON."""
    try:
        return orjson.dumps(data, force_str, OWN_WORDS)
    except orjson.JSONEncodeError:
        # A refusal names a field as it was sent, and JSON can send what UTF-8 cannot say, or a number of any length.
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=force_str)
        return text.encode(errors="replace")


class EnvelopeRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return encoded(data)


class AlwaysJSON(BaseContentNegotiation):
    """Whatever the caller says it accepts, the answer is JSON: errors must be readable too."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0] if parsers else None

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


def success(data: Any, *, total: int = 1, status: int = 200) -> Response:
    """`data` is a list of rows, or an object; `total` counts everything that was asked for, not this page alone."""
    body = {"success": True, "message": str(status), "data": data, "total": total}
    return Response(body, status=status)


def refused(
    message: str, code: str, *, status: int, data: list[Any] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """`message` is for people, in the caller's language; `code` is for programs and never changes."""
    body = {
        "success": False,
        "message": message,
        "code": code,
        "data": [{"ERROR": message}] if data is None else data,
    }
    return Response(body, status=status, headers=dict(headers or {}))
