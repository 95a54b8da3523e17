"""Counts that are kept and not counted: of a table's rows in each account, and of those with a value in some column;
and sums of what a column holds.

An app says in its AppConfig.ready() what is counted:

    counting.register(Item, "item_type", "active")
    counting.register(Attachment, sums=("size",))

From then on `counting.total(Item, account, {"item_type": 2})` costs the same for a thousand rows as for a million. The
database's triggers write the counts with the rows, in the same statement, whoever writes. `manage.py recount` proves
them, and makes them anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.db.models.functions import Cast, Coalesce

from apps.common import counting_rules, walls
from apps.common.row_counts import RowCount

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from apps.accounts.models import Account
    from apps.common.rules import Rule


@dataclass(frozen=True)
class Counted:
    """The rows of `model`, all of them and by the value of each one of `names`; and what each of `sums` comes to."""

    model: type[models.Model]
    names: tuple[str, ...]
    sums: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(str(self.model._meta.get_field(name).column) for name in self.names)  # type: ignore[union-attr]


_registered: dict[type[models.Model], Counted] = {}


def register(model: type[models.Model], *names: str, sums: tuple[str, ...] = ()) -> None:
    """Count the rows of `model`, which has an account, and by each of the fields `names`; and add up the numbers in
    the columns `sums`, which are never NULL.
    """
    _registered[model] = Counted(model, names, sums)


def registered() -> list[Counted]:
    return [_registered[model] for model in sorted(_registered, key=lambda model: model._meta.label)]


def rules_for(connection: BaseDatabaseWrapper) -> Iterator[Rule]:
    for counted in registered():
        yield from counting_rules.rules_of(counted.table, counted.columns, counted.sums, connection.vendor)


def total(model: type[models.Model], account: Account, values: Mapping[str, Any]) -> int | None:
    """How many rows of `account` have `values`; None where that is not kept, because it is more than one, or other."""
    counted = _registered.get(model)
    if counted is None or len(values) > 1 or not set(counted.names).issuperset(values):
        return None
    what, value = counted.table, ""
    for name, given in values.items():
        what, value = f"{counted.table}.{model._meta.get_field(name).column}", as_kept(given)  # type: ignore[union-attr]
    rows = RowCount.objects.of(account).filter(counted=what, value=value)
    found: int | None = rows.aggregate(number=models.Sum("number"))["number"]
    return found or 0


def sum_of(name: str, account: Account) -> int:
    """What the columns `name` of all models that add it up come to in `account`."""
    names = [counting_rules.sum_name(one.table, name) for one in registered() if name in one.sums]
    found: int | None = RowCount.objects.of(account).filter(counted__in=names).aggregate(n=models.Sum("number"))["n"]
    return found or 0


def number_of_all(model: type[models.Model], account: Account) -> models.Subquery:
    """The same for all rows of `account`, as a part of another query; NULL for none."""
    rows = RowCount.objects.of(account).filter(counted=_registered[model].table, value="").order_by()
    return models.Subquery(rows.values("account").annotate(sum=models.Sum("number")).values("sum"))


def number_with(model: type[models.Model], account: Account, name: str, value: models.F) -> Coalesce:
    """The same for the rows with `value`, a column of the other query, in their field `name`; 0 for none."""
    counted = f"{_registered[model].table}.{model._meta.get_field(name).column}"  # type: ignore[union-attr]
    rows = RowCount.objects.of(account).filter(counted=counted, value=Cast(value, models.TextField())).order_by()
    return Coalesce(models.Subquery(rows.values("account").annotate(sum=models.Sum("number")).values("sum")), 0)


def about(rows: models.QuerySet[Any], *, exactly: int) -> int:
    """How many `rows` there are: exactly up to so many, and of more what PostgreSQL expects; SQLite counts on."""
    counted = rows.order_by().values("pk")
    number = counted[: exactly + 1].count()
    if number <= exactly:
        return number
    return max(number, expected(counted)) if connection.vendor == "postgresql" else counted.count()


def expected(rows: models.QuerySet[Any, Any]) -> int:
    """What the planner thinks of `rows`, without reading one. It cannot judge a wall, so there is none meanwhile."""
    with walls.aside():
        (plan,) = json.loads(rows.explain(format="json"))
    return int(plan["Plan"]["Plan Rows"])


def as_kept(value: Any) -> str:
    """As the triggers write it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, bool):
        return str(value).lower() if connection.vendor == "postgresql" else str(int(value))
    return str(value)


Kept = dict[tuple[int, str, str], int]


def kept(counted: Counted) -> Kept:
    """What is kept, by account, what is counted, and value."""
    names = counting_rules.names_of(counted.table, counted.columns, counted.sums)
    rows = RowCount.objects.filter(counted__in=names).values_list("account", "counted", "value").order_by()
    return {(one, what, value): n for one, what, value, n in rows.annotate(n=models.Sum("number")) if n}


def true(counted: Counted) -> Kept:
    """What it must be, by counting."""
    with connection.cursor() as cursor:
        cursor.execute(counting_rules.count_of(counted.table, counted.columns, counted.sums))
        return {(account, what, value): number for account, what, value, number in cursor.fetchall() if number}


@transaction.atomic
def recount(counted: Counted) -> None:
    """Make the counts anew from the rows; who writes rows waits meanwhile."""
    with connection.cursor() as cursor:
        for statement in counting_rules.recount_of(counted.table, counted.columns, counted.sums, connection.vendor):
            cursor.execute(statement)


def count_what_was_there(plan: object = (), **kwargs: object) -> None:
    """After a migration, during which triggers may have stood aside."""
    if plan:
        for counted in registered():
            recount(counted)
