"""Rows that go by a number."""

from __future__ import annotations

from typing import Any

from apps.api import problems
from apps.api.kinds import Whole, value_of


def numbers(key: dict[str, Any]) -> dict[str, Any]:
    """`key` in numbers. Raises UnknownCode: under what is no number, there is nothing."""
    try:
        return {name: value_of(name, Whole(), value) for name, value in key.items()}
    except problems.InvalidFields:
        raise problems.UnknownCode from None
