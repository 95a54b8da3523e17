"""What keeps a list of a million rows as fast as one of ten: nothing beyond is counted, skipped or looked through.

A *long* list has more than SCANNED rows, and its number is kept (`counts_all`). In a long one the search looks at the
beginning of what an index serves, and only the columns that an index serves can be sorted by.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

from apps.settings.templatetags.numbers import number, up_to

PAGED = 1_000
"""The row up to which a list is counted and paged through; who looks for a later one searches, filters or sorts."""
SCANNED = 5_000
"""So many rows are looked through without an index."""

if TYPE_CHECKING:
    Pages = Paginator[Any]
else:
    Pages = Paginator


class BoundedPaginator(Pages):
    """`kept` is how many rows there are, where that is known without counting."""

    def __init__(self, rows: QuerySet[Any], per_page: int, kept: int | None = None) -> None:
        super().__init__(rows, per_page)
        self.rows, self.kept = rows, kept

    @cached_property
    def count(self) -> int:
        return self.rows[: PAGED + 1].count() if self.kept is None else self.kept

    @property
    def num_pages(self) -> int:
        return min(super().num_pages, max(1, PAGED // self.per_page))

    @property
    def is_cut(self) -> bool:
        """Whether there are rows behind the last page."""
        return self.num_pages * self.per_page < self.count

    @property
    def total(self) -> str:
        """The count as it is written: "10", "100,000", or "1,000+" where nobody counted further."""
        return up_to(self.count, PAGED) if self.kept is None else number(self.kept)
