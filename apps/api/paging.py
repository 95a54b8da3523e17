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

Rows = list[dict[str, Any]]
Read = Callable[[QuerySet[Any]], QuerySet[Any, dict[str, Any]]]
Total = Callable[[], int]


@dataclass(frozen=True)
class Page:
    """Rows `start` (from 0) to `start + limit`. `is_capped`: more were asked for than are given at once."""

    start: int
    limit: int
    is_capped: bool

    @property
    def warning(self) -> str:
        return f'299 - "limit was reduced to {CAP}"' if self.is_capped else ""

    def of(self, rows: QuerySet[Any], every: QuerySet[Any], read: Read, total: Total) -> tuple[Rows, int]:
        """The page of `rows`, which are some of `every`, as `read` makes them; and how many there are in all.

        `total` is asked only when the page does not tell. Of rows left out at the beginning only the keys are read.
        """
        keys = rows.values("pk")[self.start : self.start + self.limit]
        found = list(read(every.filter(pk__in=keys) if self.start else rows)[: self.limit])
        is_last = len(found) < self.limit and (bool(found) or self.start == 0)
        return found, self.start + len(found) if is_last else total()


def read(parameters: Mapping[str, str]) -> Page:
    """The page that was asked for; 100 rows at most, and without a word the first 100. Raises InvalidFields."""
    asked = value_of("limit", LIMIT, parameters.get("limit", CAP))
    return Page(value_of("start", START, parameters.get("start", 0)), min(asked, CAP), asked > CAP)
