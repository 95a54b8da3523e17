"""The beginning of a whole list, which is what most calls ask for: one statement, worded once for each resource."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from apps.accounts.models import Account
from apps.common import counting, prepared

if TYPE_CHECKING:
    from apps.api.paging import Page
    from apps.api.resources.rows import RowsViewSet

IN_ALL = "rows_in_all"
# What no row has, so that the statement shows where it says whose rows they are.
SAMPLE = Account(pk=-7_000_001, number=-7_000_002)

Rows = list[dict[str, Any]]


def is_asked(resource: RowsViewSet, given: Mapping[str, str]) -> bool:
    """Whether nothing but `limit` is given, for a list that is of every row that the account has."""
    return resource.lists_all and not resource.detail and given.keys() <= {"limit"}


def of(resource: RowsViewSet, page: Page) -> tuple[Rows, int]:
    """The first rows, and how many there are in all."""
    statement, values_of, read = worded(type(resource))  # type: ignore[arg-type]
    # The number itself, which the planner must know.
    found = read(prepared.ask(f"{statement} LIMIT {page.limit:d}", values_of(resource.account)))
    return found, len(found) if len(found) < page.limit else found[0][IN_ALL] or 0


Worded = tuple[str, Callable[[Account], list[Any]], Callable[[list[Any]], Rows]]


@cache
def worded(resource: type[RowsViewSet]) -> Worded:
    """The statement, what gives its values for an account, and what makes rows as `values()` does."""
    every = resource.model._default_manager.for_api(SAMPLE)  # type: ignore[attr-defined]
    rows = resource.read(resource(), every).annotate(**{IN_ALL: counting.number_of_all(resource.model, SAMPLE)})
    compiler = rows.query.get_compiler(using=rows.db)
    statement, values = compiler.as_sql()
    return statement, _filled(values), _reader(compiler, list(rows.query.selected))


def _filled(values: Iterable[Any]) -> Callable[[Account], list[Any]]:
    def values_of(account: Account) -> list[Any]:
        own = {SAMPLE.pk: account.pk, SAMPLE.number: account.number}
        return [own.get(value, value) for value in values]

    return values_of


def _reader(compiler: Any, names: list[str]) -> Callable[[list[Any]], Rows]:
    converters = compiler.get_converters([column for column, _, _ in compiler.select])

    def read(found: list[Any]) -> Rows:
        rows = compiler.apply_converters(found, converters) if converters else found
        return [dict(zip(names, row, strict=True)) for row in rows]

    return read
