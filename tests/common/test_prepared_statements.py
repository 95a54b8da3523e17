"""Statements that a connection keeps prepared give, change and raise what the driver's own cursor does."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import (
    DataError,
    IntegrityError,
    NotSupportedError,
    OperationalError,
    connection,
    transaction,
)
from psycopg import Connection, Cursor
from psycopg.errors import InvalidSqlStatementName, UniqueViolation
from psycopg.types.json import Jsonb

from apps.common import prepared_statements
from apps.common.postgresql import PromptConnection
from apps.common.prepared import ask, tell

pytestmark = pytest.mark.django_db
VALUES: dict[str, Any] = {
    "text": "a % b $1 ñ '\\", "int2": 3, "int4": 70_000, "int8": 5_000_000_000, "numeric": Decimal("1.50"),
    "boolean": True, "timestamptz": datetime(2026, 11, 22, 13, 45, 1, 250, tzinfo=UTC), "date": date(2026, 2, 28),
    "interval": timedelta(days=1, seconds=3), "uuid": UUID(int=7), "bytea": b"\0\xff", "float8": 0.1,
    "text[]": ["a", "b,c"],
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("value", ["one", "none"])
def test_a_value_comes_back_as_from_the_drivers_cursor(kind: str, value: str) -> None:
    connection.ensure_connection()
    sent = [VALUES[kind] if value == "one" else None]
    statement = f"SELECT %s::{kind}"
    cursor = Cursor(connection.connection).execute(statement, sent)
    assert ask(statement, sent) == cursor.fetchall() == [(sent[0],)]


def test_what_is_kept_as_json_comes_as_django_wants_it() -> None:
    assert ask("SELECT %s::jsonb", [Jsonb({"a": [1]})]) == [('{"a": [1]}',)]


def test_a_time_is_in_utc() -> None:
    ((moment,),) = ask("SELECT %s::timestamptz", ["2026-07-01 12:00:00+02"])
    assert (moment, moment.tzinfo) == (datetime(2026, 7, 1, 10, tzinfo=UTC), UTC)


def test_values_go_by_position_or_by_name_and_a_name_goes_twice() -> None:
    assert ask("SELECT %s::int - %s::int, '100 %%'", [5, 3]) == [(2, "100 %")]
    assert ask("SELECT %(a.b)s::int - %(c)s::int, %(a.b)s::int", {"c": 3, "a.b": 5, "unused": 1}) == [(2, 5)]


def test_no_row_and_many() -> None:
    series = "SELECT * FROM generate_series(1, %s)"
    assert [len(ask(series, [number])) for number in (0, 1, 1000)] == [0, 1, 1000]


def test_how_many_rows_were_changed_is_told() -> None:
    _table()
    assert tell("INSERT INTO mine SELECT generate_series(1, %s)", [3]) == 3
    assert tell("UPDATE mine SET id = -id WHERE id > %s", [1]) == 2
    assert tell("DELETE FROM mine WHERE id > %s", [7]) == 0


def test_values_of_another_type_are_another_statement() -> None:
    before = _kept()
    assert [ask("SELECT %s + 1", [number])[0][0] for number in (1, 2, 100_000)] == [2, 3, 100_001]
    assert len(_kept() - before) == 2


def test_what_is_refused_is_djangos_error_and_the_connection_goes_on() -> None:
    _table()
    assert tell("INSERT INTO mine VALUES (%s)", [1]) == 1
    for error, statement, value in (
        (IntegrityError, "INSERT INTO mine VALUES (%s)", 1),
        (DataError, "SELECT 1 / %s", 0),
    ):
        with pytest.raises(error), transaction.atomic():
            ask(statement, [value])
    assert ask("SELECT count(*) FROM mine WHERE id = %s", [1]) == [(1,)]


def test_what_is_refused_only_at_the_end_is_told() -> None:
    with PromptConnection.connect(**connection.get_connection_params(), autocommit=True) as own:
        own.execute("CREATE TEMPORARY TABLE mine (id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
        own.statements.ask("INSERT INTO mine VALUES (%s)", [1])
        with pytest.raises(UniqueViolation):
            own.statements.ask("INSERT INTO mine VALUES (%s)", [1])
        assert own.statements.ask("SELECT id FROM mine WHERE id = %s", [1]).rows == [(1,)]


def test_the_least_recently_used_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_statements, "MOST", 3)
    with PromptConnection.connect(**connection.get_connection_params()) as own:
        for number in (1, 2, 3, 1, 4):
            own.statements.ask(f"SELECT {number}, %s::int", [0])
        kept = own.execute("SELECT statement FROM pg_prepared_statements").fetchall()
    assert {text for (text,) in kept} == {f"SELECT {number}, $1::int" for number in (1, 3, 4)}


def test_a_statement_that_somebody_deallocated_is_prepared_anew() -> None:
    with PromptConnection.connect(**connection.get_connection_params(), autocommit=True) as own:
        own.statements.ask("SELECT %s::int", [1])
        own.execute("DEALLOCATE ALL")
        with pytest.raises(InvalidSqlStatementName):
            own.statements.ask("SELECT %s::int", [1])
        assert own.statements.ask("SELECT %s::int", [1]).rows == [(1,)]


def test_a_statement_over_a_changed_table_is_prepared_anew() -> None:
    _table()
    statement = "SELECT * FROM mine WHERE id = %s"
    ask(statement, [1])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mine ALTER id TYPE bigint")
    with pytest.raises(NotSupportedError), transaction.atomic():
        ask(statement, [1])
    assert ask(statement, [1]) == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_begins_with_its_first_statement() -> None:
    with transaction.atomic():
        ask("SELECT %s::int", [1])
        assert ask("SELECT now() < statement_timestamp() AND %s", [True]) == [(True,)]
    assert connection.connection.info.transaction_status.name == "IDLE"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_gone_is_told_as_such() -> None:
    ask("SELECT %s::int", [1])
    gone: Connection[Any] = connection.connection
    gone.pgconn.finish()
    with pytest.raises(OperationalError):
        ask("SELECT %s::int", [1])
    connection.close()
    assert ask("SELECT %s::int", [1]) == [(1,)]


def _table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE mine (id integer PRIMARY KEY) ON COMMIT DROP")


def _kept() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'conexiones%'")
        return {name for (name,) in cursor.fetchall()}
