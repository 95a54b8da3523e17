"""The wall around the account that a request is for: PostgreSQL shows and changes rows of no other account.

A second wall behind `.of(account)`. It stands from the query that finds out whose request it is until the request
ends, or rather until its connection is handed to the next one (apps.common.postgresql). Where nobody is identified,
in management commands for instance, there is none. What it keeps from whom is in apps.common.row_policies.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    IntegrityError,
    ProgrammingError,
    connection,
    connections,
    models,
)
from django.db.models import F, Func, Value
from django.db.models.functions import Cast
from psycopg.errors import InsufficientPrivilege

from apps.common.postgresql import NO_WALL, OPERATOR, WALL

QuerySetT = TypeVar("QuerySetT", bound="models.QuerySet[Any]")

RAISE = f"SELECT set_config('{WALL}', %s, false), set_config('{OPERATOR}', %s, false)"
RETURNING_FALL = f", set_config('{WALL}', '', false), set_config('{OPERATOR}', '', false)"
"""Behind what a statement returns, it takes the wall away: for the last statement of a request."""
_here = threading.local()


def is_standing() -> bool:
    """Whether this thread has a wall around its connection."""
    return getattr(_here, "stands", False)


def raised_by(rows: QuerySetT, account: str) -> QuerySetT:
    """`rows`, which also raise the wall around the account at the path `account` of the row that is found.

    For the query that looks up who is calling: it costs nothing beside that query.
    """
    note_raised()
    return around(rows, account)


def note_raised() -> None:
    """The next statement raises the wall, by a query that `around` has worded."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor == "postgresql":
        _here.stands = True
        if database.connection is not None:
            database.connection.has_wall = True


def around(rows: QuerySetT, account: str) -> QuerySetT:
    """`rows`, worded so that whoever asks for them raises the wall, and says so by `note_raised`."""
    if connection.vendor != "postgresql":
        return rows
    number = Cast(F(account), models.TextField())
    wall = Func(Value(WALL), number, Value(False), function="set_config", output_field=models.TextField())
    return rows.annotate(wall=wall)


def stand_for(account_id: int, *, is_operator: bool = False) -> None:
    """Raise the wall around this account, with one small statement. An operator inside may still change themselves."""
    note_raised()
    if connection.vendor == "postgresql":
        _ask(RAISE, [str(account_id), "on" if is_operator else ""])


def fall() -> None:
    """Take the wall away, if there is one."""
    if is_standing():
        if connection.connection is not None:
            _ask(NO_WALL)
        _here.stands = False


def note_fallen() -> None:
    """The last statement took the wall away; in a transaction that is not sure before its end."""
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        _here.stands = database.connection.has_wall = False


def note_none() -> None:
    """Nothing has raised a wall on this connection since it was handed out."""
    if not is_standing():
        note_fallen()


def before_the_end(rows: QuerySetT) -> QuerySetT:
    """`rows`, worded so that finding one of them takes the wall away."""
    if connection.vendor != "postgresql":
        return rows
    fall = {
        f"no_{number}": Func(
            Value(name), Value(""), Value(False), function="set_config", output_field=models.TextField()
        )
        for number, name in enumerate((WALL, OPERATOR))
    }
    return rows.annotate(**fall)


@contextmanager
def aside() -> Iterator[None]:
    """Without a wall for a moment: for what must be asked of all accounts, such as whose e-mail address is taken."""
    if not is_standing():
        yield
        return
    ((account, operator),) = _ask(f"SELECT current_setting('{WALL}', true), current_setting('{OPERATOR}', true)")
    fall()
    try:
        yield
    finally:
        stand_for(account, is_operator=bool(operator))


@contextmanager
def refusing_what_hangs_on_nothing() -> Iterator[None]:
    """A new row of something that was deleted just now is an IntegrityError, whoever sees it first.

    Without this it is a ProgrammingError where the wall does: what is gone is not inside.
    """
    try:
        yield
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege) and "row-level security" in str(error):
            raise IntegrityError(*error.args) from error
        raise


def fall_with_the_request(**kwargs: Any) -> None:
    """For the connection that stays after a request, as in tests; one that went back to the pool is cleaned there."""
    try:
        fall()
    except DatabaseError:
        # The answer is given already; whatever broke the connection must not take its place.
        if not connection.in_atomic_block:
            connection.close()
            # It went with the connection: the next request must not take it for its own.
            _here.stands = False


def _ask(statement: str, values: list[str] | None = None) -> list[Any]:
    """Past Django's cursor, which would count it among the queries of the page."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        found: list[Any] = connection.connection.execute(statement, values).fetchall()
    return found
