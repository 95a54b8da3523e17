"""What expires is deleted by `manage.py purge`. Each app says in its AppConfig.ready() which of its tables it is:

purging.register(HawkNonce, "expires_at", grace=timedelta(hours=1))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone

BATCH = {"sqlite": 1_000, "postgresql": 2_000}
"""Rows in one transaction: SQLite has one writer at a time, who must not keep the others waiting."""
# Nothing hangs on these rows. Nobody waits: what another purge has in hand, or a request, is left to them. Each batch
# begins where the last one ended: what is deleted stays in PostgreSQL's index until it is vacuumed, and would be walked
# through again and again.
DELETE = {
    "sqlite": "DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE {when} LIMIT {size}) "
    "RETURNING {moment}",
    "postgresql": "DELETE FROM {table} WHERE ctid = ANY (ARRAY ("
    "SELECT ctid FROM {table} WHERE {when} ORDER BY {moment} LIMIT {size} FOR UPDATE SKIP LOCKED)) RETURNING {moment}",
}


@dataclass(frozen=True)
class Expiring:
    """Rows of `model` whose `field` is longer ago than `grace`."""

    model: type[models.Model]
    field: str
    grace: timedelta

    @property
    def column(self) -> str:
        return str(self.model._meta.get_field(self.field).column)  # type: ignore[union-attr]

    def expired(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model._base_manager.all()
        return rows.filter(**{f"{self.field}__lt": timezone.now() - self.grace})


_registered: dict[type[models.Model], Expiring] = {}
_first: list[Callable[[], None]] = []
_last: list[Callable[[], object]] = []


def register(model: type[models.Model], field: str, *, grace: timedelta = timedelta(0)) -> None:
    """Have rows of `model` deleted once their moment `field`, which needs an index, is `grace` ago."""
    _registered[model] = Expiring(model, field, grace)


def do_first(work: Callable[[], None]) -> None:
    """Have `work` done before each purge, such as writing down what a cache still holds."""
    _first.append(work)


def do_last(work: Callable[[], object]) -> None:
    """Have `work` done after each purge, such as what may take long."""
    _last.append(work)


def finish() -> None:
    for work in _last:
        work()


def prepare() -> None:
    for work in _first:
        work()


def registered() -> list[Expiring]:
    return [_registered[model] for model in sorted(_registered, key=lambda model: model._meta.label)]


def purge(expiring: Expiring, *, batch: int | None = None) -> Iterator[int]:
    """Delete what has expired; after each batch, a short transaction of one statement, say how many rows it was."""
    size = batch or BATCH[connection.vendor]
    count, last = size, None
    while count == size:
        moments = _purge(expiring, size, last)
        count, last = len(moments), max(moments, default=None)
        yield count


def _purge(expiring: Expiring, size: int, last: Any) -> list[Any]:
    """The moments of the rows that are gone now; none of them is before `last`."""
    name, vendor = connection.ops.quote_name, connection.vendor
    table, moment = name(expiring.model._meta.db_table), name(expiring.column)
    when, values = f"{moment} < %s", [timezone.now() - expiring.grace]
    if last is not None and vendor == "postgresql":
        when, values = f"{when} AND {moment} >= %s", [*values, last]
    with connection.cursor() as cursor:
        cursor.execute(DELETE[vendor].format(table=table, moment=moment, when=when, size=size), values)
        return [found for (found,) in cursor.fetchall()]
