"""A WSGI application, the one that COUNTED names, which tells with each answer how many statements it sent so far.

What bounds a transaction and what sets up a connection does not count. It is served by one worker, and not timed.
"""

from __future__ import annotations

import importlib
import os
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from psycopg import sql

from apps.common.prepared_statements import PreparedStatements
from tests.benchmarks.servers import COUNTED_HEADER as HEADER

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SELECT SET_CONFIG", "--")
"""The last one is what a trigger of SQLite's does."""
sent = 0


def note(statement: Any) -> None:
    global sent
    text = statement.as_string() if isinstance(statement, sql.Composable) else statement
    text = text.decode() if isinstance(text, bytes) else str(text)
    sent += not text.lstrip().upper().startswith(NOT_COUNTED)


def counting(do: Callable[..., Any]) -> Callable[..., Any]:
    def counted(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        note(query)
        return do(self, query, *args, **kwargs)

    return counted


def traced(connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
    def connected(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection = connect(*args, **kwargs)
        connection.set_trace_callback(note)
        return connection

    return connected


# Below whatever the application uses: nothing that it sends goes by.
psycopg.Cursor.execute = counting(psycopg.Cursor.execute)  # type: ignore[method-assign]
psycopg.ServerCursor.execute = counting(psycopg.ServerCursor.execute)  # type: ignore[method-assign]
psycopg.Cursor.executemany = counting(psycopg.Cursor.executemany)  # type: ignore[method-assign]
PreparedStatements.ask = counting(PreparedStatements.ask)  # type: ignore[method-assign]
sqlite3.connect = sqlite3.dbapi2.connect = traced(sqlite3.connect)  # type: ignore[assignment]

module, _, name = os.environ["COUNTED"].partition(":")
inner = getattr(importlib.import_module(module), name or "application")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    def start(status: str, headers: list[tuple[str, str]], *args: Any) -> Any:
        return start_response(status, [*headers, (HEADER, str(sent))], *args)

    answer: Iterable[bytes] = inner(environ, start)
    return answer
