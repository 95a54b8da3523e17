"""`start` and `limit`: which part of a list is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from apps.api.kinds import value_of

CAP = 100
PARAMETERS = ("start", "limit")
START = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
LIMIT = serializers.IntegerField(min_value=1, max_value=2**63 - 1)

Kept = Callable[[], int | None]


def nobody_keeps() -> None:
    """For rows whose count is not kept."""


@dataclass(frozen=True)
class Page:
    """Rows `start` (from 0) to `start + limit`. `is_capped`: more were asked for than are given at once."""

    start: int
    limit: int
    is_capped: bool

    @property
    def warning(self) -> str:
        return f'299 - "limit was reduced to {CAP}"' if self.is_capped else ""

    def of(self, rows: QuerySet[Any, dict[str, Any]], kept: Kept = nobody_keeps) -> tuple[list[dict[str, Any]], int]:
        """The rows of this page and how many there are in all, counted only when neither the page nor `kept` tells."""
        found = list(rows[self.start : self.start + self.limit])
        is_last = len(found) < self.limit and (bool(found) or self.start == 0)
        if is_last:
            return found, self.start + len(found)
        total = kept()
        return found, rows.count() if total is None else total


def read(parameters: Mapping[str, str]) -> Page:
    """The page that was asked for; 100 rows at most, and without a word the first 100. Raises InvalidFields."""
    asked = value_of("limit", LIMIT, parameters.get("limit", CAP))
    return Page(value_of("start", START, parameters.get("start", 0)), min(asked, CAP), asked > CAP)
