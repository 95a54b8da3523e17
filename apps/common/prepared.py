"""Statements that are asked all day: the ORM words them once in each process, and PostgreSQL plans them once.

Wording a joined query costs ten times as much as asking it. What is given each time are only the values.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg import Cursor
from psycopg.sql import Literal

from apps.common import walls
from apps.common.prepared_statements import Done
from apps.common.row_objects import reader

ModelT = TypeVar("ModelT", bound=models.Model)
Values = list[Any] | dict[str, Any]
SAMPLES: dict[type, Callable[[int], Any]] = {str: "value {}".format, int: lambda n: -7_000_000 - n}


def ask(statement: str, values: Values) -> list[Any]:
    """The rows that `statement` gives, prepared where the database can; %s or %(name)s stands for a value."""
    return _done(statement, values).rows


def tell(statement: str, values: Values) -> int:
    """The number of rows that `statement` changed."""
    return _done(statement, values).changed


def _done(statement: str, values: Values) -> Done:
    """Errors become Django's, and what is asked is counted where somebody counts."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        return _by(database.cursor(), statement, values)
    database.ensure_connection()
    if database.queries_logged or database.execute_wrappers or database.needs_rollback:
        # Whoever watches is told by a cursor.
        watched = Cursor(database.connection)
        wrap = database.make_debug_cursor if database.queries_logged else database.make_cursor
        return _by(wrap(watched), statement, values)  # type: ignore[arg-type]
    with database.wrap_database_errors:
        done: Done = database.connection.statements.ask(statement, values)
    return done


def _by(cursor: Any, statement: str, values: Values) -> Done:
    cursor.execute(statement, values)
    return Done(cursor.fetchall() if cursor.description else [], cursor.rowcount)


class Prepared(Generic[ModelT]):
    """`Prepared(make, key=str, owner=int)`: `make(key=…, owner=…)` is the query, made once with samples for values.

    With `account`, the path to an account, the row that is found raises the wall around it (apps.common.walls). With
    `is_last` it takes the wall away: for the last thing that a request asks.
    """

    def __init__(
        self, make: Callable[..., models.QuerySet[ModelT]], *, account: str | None = None, is_last: bool = False,
        **values: type,
    ) -> None:  # fmt: skip
        self._make, self._account, self._is_last, self._types = make, account, is_last, values

    def first(self, **values: Any) -> ModelT | None:
        """The object that the query finds; only for queries that find one at most."""
        found = self.all(**values)
        return found[0] if found else None

    def all(self, **values: Any) -> list[ModelT]:
        if self._account is not None:
            walls.note_raised()
        statement, parameters, read = self._worded
        rows = ask(statement, [values.get(name, value) for name, value in parameters])
        if rows and self._is_last and walls.is_standing():
            walls.note_fallen()
        return [read(row) for row in rows]

    @cached_property
    def _worded(self) -> tuple[str, list[tuple[str, Any]], Callable[[Any], ModelT]]:
        """The statement, its parameters by name (or "" and the value, where it is always the same), and the reader."""
        samples = {name: SAMPLES[kind](n) for n, (name, kind) in enumerate(self._types.items())}
        rows = self._make(**samples)
        rows = walls.around(rows, self._account) if self._account is not None else rows
        rows = walls.before_the_end(rows) if self._is_last else rows
        compiler = rows.query.get_compiler(using=rows.db)
        statement, parameters = compiler.as_sql()
        names = {sample: name for name, sample in samples.items()}
        named = [(names.get(value, ""), value) for value in parameters]
        return *_with_constants(statement, named), reader(compiler)


def _with_constants(statement: str, parameters: list[tuple[str, Any]]) -> tuple[str, list[tuple[str, Any]]]:
    """The statement with what is always the same in its place: nobody sends it, and the planner can count on it."""
    if connection.vendor != "postgresql":
        return statement, parameters
    first, *rest = statement.split("%s")
    pieces = [first]
    for (name, value), text in zip(parameters, rest, strict=True):
        is_constant = not name and isinstance(value, str | bool | int)
        pieces += [Literal(value).as_string().replace("%", "%%") if is_constant else "%s", text]
    return "".join(pieces), [
        (name, value) for name, value in parameters if name or not isinstance(value, str | bool | int)
    ]
