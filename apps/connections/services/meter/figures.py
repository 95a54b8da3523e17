"""From Redis to the database: how many calls of each caller and hour were let in, refused, and failed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from apps.accounts.models import Account
from apps.common import redis_server
from apps.connections.models import CallMeter
from apps.connections.models.meter import WHOLE_ACCOUNT

FIGURES = ("allowed", "refused", "failed")
ADD = """
INSERT INTO {table} (account_id, caller, hour, minute, calls, was_allowed, allowed, refused, failed)
SELECT account.id, %s, %s, 0, 0, %s, %s, %s, %s FROM {accounts} account WHERE account.id = %s
ON CONFLICT (account_id, caller, hour) DO UPDATE SET
  allowed = {table}.allowed + excluded.allowed, refused = {table}.refused + excluded.refused,
  failed = {table}.failed + excluded.failed
"""

Row = tuple[datetime, str]
"""The hour and the caller."""


def key_of(what: str, account: int | str) -> str:
    """In braces stands what keeps an account's keys together where several servers share the work."""
    return f"conexiones:meter:{{{account}}}:{what}"


def name_of(hour: datetime, caller: str, figure: str) -> str:
    return f"{int(hour.timestamp())}|{caller}|{figure}"


def bring_in(account: Account) -> None:
    """Write down what still waits in Redis for `account`; for whoever shows figures. Raises RedisError."""
    if redis_server.is_configured():
        _bring_in(account.pk)


def bring_in_all() -> None:
    """The same for every account, also for those whose programs have stopped calling. Raises RedisError."""
    if redis_server.is_configured():
        for key in redis_server.client().scan_iter(key_of("figures", "*"), count=1000):
            _bring_in(int(key.partition("{")[2].partition("}")[0]))


def _bring_in(account: int) -> None:
    key = key_of("figures", account)
    with redis_server.client().pipeline(transaction=True) as steps:
        steps.hgetall(key)
        steps.delete(key)
        waiting = {name: int(value) for name, value in steps.execute()[0].items()}
    try:
        write(account, waiting)
    except BaseException:
        put_back(account, waiting)
        raise


def put_back(account: int, waiting: Mapping[str, int]) -> None:
    """Raises RedisError."""
    with redis_server.client().pipeline(transaction=True) as steps:
        for name, value in waiting.items():
            steps.hincrby(key_of("figures", account), name, value)
        steps.execute()


def write(account: int, waiting: Mapping[str, int]) -> None:
    """Add what waited to the rows of its hours and callers, and of the whole account. Raises DatabaseError."""
    rows = _by_row(waiting)
    if not rows:
        return
    statement = ADD.format(table=CallMeter._meta.db_table, accounts=Account._meta.db_table)
    # Always in the same order: two writers at the same moment must not wait for each other.
    values = [_values(account, row, rows[row]) for row in sorted(rows)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _by_row(waiting: Mapping[str, int]) -> dict[Row, Counter[str]]:
    rows: dict[Row, Counter[str]] = defaultdict(Counter)
    for name, value in waiting.items():
        hour, caller, figure = name.split("|")
        moment = datetime.fromtimestamp(int(hour), UTC)
        rows[moment, caller][figure] += value
        # Failures are kept for callers only.
        rows[moment, WHOLE_ACCOUNT][figure] += 0 if figure == "failed" else value
    return rows


def _values(account: int, row: Row, counts: Counter[str]) -> list[Any]:
    hour, caller = row
    return [caller, connection.ops.adapt_datetimefield_value(hour), True, *(counts[name] for name in FIGURES), account]
