"""A connection of its own that sees everything as it was at one moment, and keeps nobody from writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

BEGIN = {
    # What is read at first is what stays to be seen; a transaction that only reads waits for no writer.
    "sqlite": ("BEGIN DEFERRED",),
    "postgresql": (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        # Reading a large table from its beginning to its end takes as long as it takes.
        "SET LOCAL statement_timeout = 0",
    ),
}
CHUNK = 2_000


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Read with `rows_in`. The connection is none of the pool's, so that nobody waits for it."""
    own = connection.copy()
    own.settings_dict["OPTIONS"] = {
        name: value for name, value in own.settings_dict.get("OPTIONS", {}).items() if name != "pool"
    }
    try:
        if own.vendor == "postgresql":
            own.set_autocommit(False)
        with own.cursor() as cursor:
            for statement in BEGIN[own.vendor]:
                cursor.execute(statement)
        yield own
    finally:
        own.close()


def rows_in(own: BaseDatabaseWrapper, rows: QuerySet[Any, Any], *, chunk: int = CHUNK) -> Iterator[tuple[Any, ...]]:
    """What `rows`, a query for values in a list, finds; `chunk` rows are in memory at once."""
    compiler: Any = rows.query.get_compiler(connection=own)
    yield from compiler.results_iter(tuple_expected=True, chunked_fetch=True, chunk_size=chunk)
