"""What holds a value of a catalog: no entry disappears under rows that hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from apps.accounts.models import Account
from apps.company.catalogs import Kind, Use

LOOKED_THROUGH = 100_000
"""So many rows of a table are looked through for a value, the newest first: no index finds it."""


def holders(account: Account, kind: Kind, words: Iterable[str]) -> dict[str, str]:
    """Those of `words` that rows hold, each with the label of the first column that does; one query for each column.

    Where there are more rows than can be looked through, every word counts as held.
    """
    asked, found = set(words), dict[str, str]()
    for use in kind.uses:
        for word in _held(account, use, asked - found.keys()):
            found[word] = use.label
    return found


def _held(account: Account, use: Use, words: set[str]) -> set[str]:
    if not words:
        return set()
    rows: Any = use.model._default_manager.of(account)  # type: ignore[attr-defined]
    newest = rows.order_by("-pk").values("pk")[:LOOKED_THROUGH]
    found = set(_texts(rows.filter(pk__in=newest), use, words)) & words
    is_whole = found == words or not rows.order_by("-pk")[LOOKED_THROUGH : LOOKED_THROUGH + 1].exists()
    return found if is_whole else words


def _texts(rows: Any, use: Use, words: set[str]) -> Iterator[str]:
    """The values that stand in the columns of `use`."""
    for column in use.columns:
        texts = rows.filter(_has(column, use, words)).order_by().values_list(column, flat=True).distinct()
        for text in texts:
            yield from (word.strip() for word in text.split(",")) if use.several else (text,)


def _has(column: str, use: Use, words: set[str]) -> Q:
    if not use.several:
        return Q(**{f"{column}__in": words})
    return reduce(or_, (Q(**{f"{column}__contains": word}) for word in sorted(words)))
