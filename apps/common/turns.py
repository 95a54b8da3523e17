"""Taking turns over something that is no row: any number of readers at once, or one who changes it.

On PostgreSQL by its advisory locks, which end with the transaction. On SQLite whoever writes is alone anyway.
"""

from __future__ import annotations

from zlib import crc32

from django.db import connection


def shared(name: str, key: int) -> None:
    """Wait until nobody is alone with `name` and `key`, and hold it together with others."""
    _lock("pg_advisory_xact_lock_shared", name, key)


def alone(name: str, key: int) -> None:
    """Wait until nobody else holds `name` and `key`, and hold it."""
    _lock("pg_advisory_xact_lock", name, key)


def _lock(function: str, name: str, key: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [_number(name, key)])


def _number(name: str, key: int) -> int:
    """63 bits: the name above, the key below. Two that fall together only wait for one another."""
    return (crc32(name.encode()) & 0x7FFFFFFF) << 32 | key & 0xFFFFFFFF
