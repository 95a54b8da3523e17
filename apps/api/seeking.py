"""Ways to find rows by what their fields are made of: words for what was chosen, sums, and texts that are always so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from django.db.models import DecimalField, F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from apps.accounts.models import Account
from apps.api.filters import NOTHING, Condition, Sought
from apps.api.kinds import Choice, Number, Text

DIGITS, PLACES = 24, 6
NUMBER: DecimalField[Any, Any] = DecimalField(max_digits=DIGITS, decimal_places=PLACES)
NONE = Value(Decimal(0), output_field=NUMBER)


def chosen(path: str, words: Mapping[Any, str]) -> Sought:
    """By the word for what stands at `path`; `words` are as they go out, and never translated."""
    return Sought(Choice({word: value for value, word in words.items()}), lambda account, value: {path: value}, by=path)


def labelled(path: str, labels: Callable[[], Iterable[tuple[Any, Any]]]) -> Sought:
    """By the label of what stands at `path`, in the caller's language; there is nothing under any other word."""

    def condition(account: Account, word: str) -> Condition:
        named = [value for value, label in labels() if str(label) == word]
        return {path: named[0]} if len(named) == 1 else Q(**{f"{path}__in": named})

    return Sought(Text(), condition, by=path)


def always(text: str) -> Sought:
    """Every row shows `text`."""
    return Sought(Text(), lambda account, word: Q() if word == text else NOTHING)


def sum_of(*paths: str) -> Sought:
    """By the sum of the columns `paths`, where none is nothing."""
    total = reduce(add, (Coalesce(F(path), NONE, output_field=NUMBER) for path in paths))
    return Sought(Number(), lambda account, number: _equal(total, number))


def difference_of(path: str, other: str) -> Sought:
    """By what `path` is more than `other`; a row in which one is missing has none."""
    left = Coalesce(F(path), None, output_field=NUMBER) - Coalesce(F(other), None, output_field=NUMBER)
    return Sought(Number(), lambda account, number: _equal(left, number))


def _equal(left: Any, number: Decimal | None) -> Q:
    if number is None or abs(number) >= Decimal(10) ** (DIGITS - PLACES) or round(number, PLACES) != number:
        return NOTHING
    return Q(Exact(left, Value(number, output_field=NUMBER)))
