"""Which tables have rows, and emptying them: asked after nearly every test, so it must cost next to nothing."""

from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from apps.common import walls
from apps.common.row_counts import RowCount

DERIVED = frozenset(model._meta.db_table for model in (ContentType, Permission))
"""Their rows follow from the code: `migrate` made them, and no test changes them."""


def tables_with_rows(cursor: Any) -> list[str]:
    """Most tables are empty after most tests: one question instead of seventy."""
    cursor.execute(_prepared(cursor) if connection.vendor == "postgresql" else _question())
    return [name for (name,) in cursor.fetchall()]


def empty_tables() -> None:
    """Takes away what was committed. Django's `flush` would empty every table, then make the derived rows anew."""
    walls.fall()
    with transaction.atomic(), connection.cursor() as cursor:
        for name in tables_with_rows(cursor):
            if name not in DERIVED:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608
        # At the end, because the rows that go are counted.
        cursor.execute(f"DELETE FROM {RowCount._meta.db_table}")  # noqa: S608


@cache
def _question() -> str:
    quote, models = connection.ops.quote_name, apps.get_models(include_auto_created=True)
    tables = [model._meta.db_table for model in models]
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in tables)  # noqa: S608


def _prepared(cursor: Any) -> str:
    """To plan the question takes PostgreSQL twenty times as long as to answer it: once for each connection."""
    cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = 'tables_with_rows'")
    if cursor.fetchone() is None:
        cursor.execute(f"PREPARE tables_with_rows AS {_question()}")
    return "EXECUTE tables_with_rows"
