"""How a database goes about a query."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import QuerySet


def sorts_nothing(rows: QuerySet[Any, Any]) -> str:
    """The plan of `rows`; fails where an index does not have their order ready."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Whether it can do without, whatever it thinks of so few rows.
            for name in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{name} = off")
    plan: str = rows.explain()
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
    return plan


@contextmanager
def without_scans(*, sorts: bool) -> Iterator[None]:
    """Plans that go by indexes where there are any, whatever PostgreSQL thinks of so few rows."""
    names = ["seqscan", "bitmapscan", *([] if sorts else ["sort", "incremental_sort"])]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in names:
                cursor.execute(f"SET LOCAL enable_{name} = off")
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in names:
                cursor.execute(f"SET LOCAL enable_{name} = on")
