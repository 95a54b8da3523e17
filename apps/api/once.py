"""Secrets in an answer: the one that made them shows them, and no other ever does."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.response import Response

MARK = "_holds_secret"


def with_secret(response: Response, **secret: str | None) -> Response:
    """`response`, in whose one row `secret` stands besides."""
    row: dict[str, Any] = response.data["data"][0]
    row |= secret
    setattr(response, MARK, True)
    return response


def holds_secret(response: HttpResponse) -> bool:
    return getattr(response, MARK, False)
