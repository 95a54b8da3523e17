"""After every test: none of the secrets, tokens and codes that it made may lie readable in database or log."""

import logging
from typing import Any

import pytest
from django.db import connection

from apps.accounts.session import Session
from apps.common import tokens
from tests.emptying import tables_with_rows

_made: set[str] = set()
_log: list[str] = []


class Listener(logging.Handler):
    """Keeps every log line as it was before redaction: redaction is a second wall, not the first."""

    def emit(self, record: logging.LogRecord) -> None:
        _log.append(f"{record.getMessage()} {record.__dict__}")


def listen() -> None:
    """Remember every token that is made from now on, and every line that is logged."""
    checksum = tokens.checksum

    def remembering(text: str) -> str:
        _made.add(text + checksum(text))
        return checksum(text)

    tokens.checksum = remembering
    logging.getLogger().addHandler(Listener())
    logging.getLogger("django").addHandler(Listener())


def readable_places(item: pytest.Item) -> list[str]:
    """Where something that the test `item` made can be read and must not be; forgets it then."""
    places = {"the log": "\n".join(_log)} | (_tables() if _made and _uses_database(item) else {})
    found = {name for name, text in places.items() for token in _made if token in text}
    _made.clear()
    _log.clear()
    return sorted(found)


def _uses_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool({"db", "transactional_db"} & names) and not connection.needs_rollback


def _tables() -> dict[str, str]:
    """The words of every table, read past the ORM: this runs after every test."""
    with connection.cursor() as cursor:
        found = {name: _content(cursor, name) for name in tables_with_rows(cursor)}
    if Session._meta.db_table in found:
        found["sessions, decoded"] = str([session.get_decoded() for session in Session.objects.all()])
    return found


def _content(cursor: Any, name: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608
    return str(cursor.fetchall())
