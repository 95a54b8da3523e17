"""The floor's database: psycopg with a pool, or sqlite3 with a connection for each thread; prepared statements."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

from psycopg_pool import ConnectionPool

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
"""As ours has them (apps.common.environment)."""
Ask = Callable[[str, Sequence[Any]], Any]


class Database(Protocol):
    def ask(self, statement: str, values: Sequence[Any]) -> list[Any]: ...

    def do(self, statement: str, values: Sequence[Any]) -> None: ...

    def transaction(self) -> AbstractContextManager[Ask]: ...

    def moment(self, moment: datetime) -> Any: ...

    def now(self) -> datetime: ...


def opened(url: str) -> Database:
    return SQLite(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else PostgreSQL(url)


class PostgreSQL:
    """Each statement is its own transaction, but in `transaction`."""

    def __init__(self, url: str) -> None:
        self.pool = ConnectionPool(url, min_size=1, max_size=8, kwargs={"autocommit": True, "prepare_threshold": 1})

    def ask(self, statement: str, values: Sequence[Any]) -> list[Any]:
        with self.pool.connection() as connection:
            return connection.execute(statement, values).fetchall()

    def do(self, statement: str, values: Sequence[Any]) -> None:
        with self.pool.connection() as connection:
            connection.execute(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[Ask]:
        with self.pool.connection() as connection, connection.transaction():
            yield connection.execute

    def moment(self, moment: datetime) -> datetime:
        return moment

    def now(self) -> datetime:
        return datetime.now(UTC)


class SQLite:
    """Moments are texts there, without a zone, as Django writes them."""

    def __init__(self, path: str) -> None:
        self.path, self.here = path, threading.local()

    def ask(self, statement: str, values: Sequence[Any]) -> list[Any]:
        found: list[Any] = self._execute(statement, values).fetchall()
        return found

    def do(self, statement: str, values: Sequence[Any]) -> None:
        self._execute(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[Ask]:
        self._execute("BEGIN IMMEDIATE", ())
        try:
            yield self._execute
        except BaseException:
            self._execute("ROLLBACK", ())
            raise
        self._execute("COMMIT", ())

    def moment(self, moment: datetime) -> str:
        return str(moment.replace(tzinfo=None))

    def now(self) -> datetime:
        return datetime.now(UTC)

    def _execute(self, statement: str, values: Sequence[Any]) -> Any:
        if not hasattr(self.here, "connection"):
            self.here.connection = sqlite3.connect(self.path, isolation_level=None)
            self.here.connection.executescript(PRAGMAS)
        return self.here.connection.execute(statement.replace("%s", "?"), values)
