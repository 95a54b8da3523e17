"""Noting which permissions are really used: each process writes once a day for each caller and permission.

What was noted today is in the memory of the process. A note that is repeated, by another process or because the
memory was full, changes nothing: the row is there once, and its days are counted by the statement that writes it.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.utils import timezone

from apps.accounts.models import Account
from apps.connections.models import Consumer, PermissionUse
from apps.connections.models.meter import API_KEY
from apps.connections.models.permission_use import day_of

logger = logging.getLogger("conexiones.permission_uses")

MOST_REMEMBERED = 20_000
"""Some 5 MB; a process that serves more callers a day forgets what it noted and notes it again."""
# Nothing is written for a consumer that is gone. Days never go back: a clock may be behind that of another process.
NOTE = """
INSERT INTO {uses} (account_id, consumer_id, authorization_id, caller, permission, first_used_on, last_used_on, days)
SELECT {account_id}, {consumer_id}, %s, %s, %s, %s, %s, 1 FROM {owners} owner WHERE owner.id = %s
ON CONFLICT (account_id, caller, permission) DO UPDATE SET
  days = {uses}.days + 1, last_used_on = excluded.last_used_on
  WHERE {uses}.last_used_on < excluded.last_used_on
"""
OF_CONSUMER = {"owners": Consumer, "account_id": "owner.account_id", "consumer_id": "owner.id"}
OF_API_KEY = {"owners": Account, "account_id": "owner.id", "consumer_id": "NULL"}


class Use(NamedTuple):
    """That a caller used `permission`: the consumer, for a user by this authorization; or the account's API key."""

    account: int
    consumer: int | None
    authorization: int | None
    permission: str

    @property
    def caller(self) -> str:
        if self.consumer is None:
            return API_KEY
        return f"{self.consumer}/{self.authorization}" if self.authorization else str(self.consumer)


class Memory:
    """What was noted on one day. Two threads may both find a use new, and note it twice."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.day, self.noted = date.min, set[Use]()

    def is_new(self, use: Use, today: date) -> bool:
        """Whether `use` was not here yet on `today`; from now on it is."""
        if today != self.day or len(self.noted) >= MOST_REMEMBERED:
            self.day, self.noted = today, set()
        is_new = use not in self.noted
        self.noted.add(use)
        return is_new


memory = Memory()


def note_use(use: Use) -> None:
    """Remember `use` on this day, with one statement where this process has not done so yet.

    Never fails: the call was answered, and what could not be written is noted by the next one.
    """
    today = day_of(timezone.now())
    if not memory.is_new(use, today):
        return
    try:
        _write(use, today)
    except DatabaseError:
        memory.noted.discard(use)
        logger.warning("the use of a permission was not noted", exc_info=True, extra={"permission": use.permission})


def _write(use: Use, today: date) -> None:
    differing: dict[str, Any] = OF_API_KEY if use.consumer is None else OF_CONSUMER
    owners = differing["owners"]._meta.db_table
    statement = NOTE.format(**differing | {"owners": owners, "uses": PermissionUse._meta.db_table})
    day = connection.ops.adapt_datefield_value(today)
    owner = use.account if use.consumer is None else use.consumer
    with connection.cursor() as cursor:
        cursor.execute(statement, [use.authorization, use.caller, use.permission, day, day, owner])
