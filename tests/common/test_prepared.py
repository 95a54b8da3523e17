"""What is asked all day: PostgreSQL plans it once, and hears only the values afterwards."""

import pytest
from django.conf import settings
from django.db import connection

from apps.common.prepared import ask

pytestmark = pytest.mark.django_db
STATEMENT, OTHER = "SELECT CAST(%s AS integer)", "SELECT CAST(%s AS bigint)"


def test_a_statement_is_kept_on_its_connection() -> None:
    assert [ask(STATEMENT, [number]) for number in (1, 2)] == [[(1,)], [(2,)]]
    assert _kept(STATEMENT) == (1 if connection.vendor == "postgresql" else 0)


def test_nothing_else_is() -> None:
    with connection.cursor() as cursor:
        for number in range(10):
            cursor.execute(OTHER, [number])
    assert _kept(OTHER) == 0


def test_a_sqlite_file_is_opened_once_by_each_thread() -> None:
    if connection.vendor == "sqlite":
        assert settings.DATABASES["default"]["CONN_MAX_AGE"] is None


def _kept(statement: str) -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement = %s", [statement.replace("%s", "$1")]
        )
        return int(cursor.fetchone()[0])
