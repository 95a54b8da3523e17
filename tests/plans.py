"""How a database goes about a query."""

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
