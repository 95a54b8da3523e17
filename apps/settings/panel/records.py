"""A filter by one of very many records: a text with suggestions, never a select with all of them.

It takes the whole name (or e-mail), the beginning of it, or, in a link from another page, the record's primary key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet

from apps.common.beginnings import begins

if TYPE_CHECKING:
    from apps.accounts.models import Account

MOST, SUGGESTED = 100, 10
LONGEST_KEY = 18


def suggesting(place: str, url: str) -> dict[str, str]:
    """The attributes of a text field whose suggestions stand in the datalist `place`; `url` answers with them."""
    return {
        "list": place, "autocomplete": "off", "hx-get": url, "hx-target": f"#{place}",
        "hx-trigger": "focus once, input changed delay:200ms", "hx-sync": "this:queue last",
    }  # fmt: skip


Rows = Callable[["Account"], QuerySet[Any]]


class RecordFilter(forms.CharField):
    """`rows` gives an account's records; `whole` is what one record has alone, `key` a BeginningField of them."""

    def __init__(self, rows: Rows, *, label: Any, whole: str = "name", key: str = "", **options: Any) -> None:
        super().__init__(max_length=254, **options)
        self.label = label
        self.rows, self.whole, self.key = rows, whole, key

    def found(self, account: Account, words: str) -> list[int]:
        """The primary keys of the records that `words` mean, at most MOST."""
        rows = self.rows(account).order_by()
        whole = list(rows.filter(self._is(words)).values_list("pk", flat=True)[:MOST])
        return whole or list(rows.filter(self._begins(words)).values_list("pk", flat=True)[:MOST])

    def suggested(self, account: Account, words: str) -> list[tuple[str, str]]:
        """A few records that begin like `words`, in their order: what to fill in, and what to show beside it."""
        rows = self.rows(account).order_by(self.key or self.whole, "pk")
        found = list(rows.filter(self._begins(words) if words else Q())[:SUGGESTED])
        if words and not found:
            # Not both in one query, which no index would serve.
            found = list(rows.filter(self._is(words))[:SUGGESTED])
        return [(str(getattr(row, self.whole)), str(row)) for row in found]

    def text_of(self, account: Account, value: str) -> str:
        """`value`, and in place of a primary key the record's own text."""
        if not value.isascii() or not value.isdigit() or len(value) > LONGEST_KEY:
            return value
        row = self.rows(account).filter(pk=int(value)).first()
        return str(getattr(row, self.whole)) if row else value

    def _is(self, words: str) -> Q:
        # E-mail addresses are kept in small letters.
        return Q(**{f"{self.whole}__in": {words, words.lower()}})

    def _begins(self, words: str) -> Q:
        return begins(self.key, words) if self.key else Q(**{f"{self.whole}__istartswith": words})
