"""Counting calls against the limits of account and caller, exactly, over all processes.

With a Redis or Valkey server as the cache it is that server which counts, otherwise the database. When the server does
not answer, the database counts until it does: nobody is let in uncounted, but in the minute of such a change a caller
may have up to twice the limit, and an account may pass the limit of its month by as many calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from apps.accounts.models import Account
from apps.common import redis_server
from apps.common.models import LastUsed
from apps.connections.services.meter import in_database, in_redis
from apps.connections.services.meter.verdict import Call, Verdict

__all__ = ["Verdict", "count_call", "note_failure"]


def count_call(
    *, account: Account, caller: str, caller_limit: int | None, now: datetime | None = None,
    used: Iterable[LastUsed] = (), address: str | None = None, is_held_to_month: bool = True,
) -> Verdict:  # fmt: skip
    """Count one call of `caller` (the number of a consumer, or API_KEY) from `address`, and judge it.

    `caller_limit` is its own limit of calls per minute, beside that of the account. `used` is what a call that is let
    in is a use of; that is written too, at most once a minute. What is not `is_held_to_month` counts for the month and
    is let in when that is used up. Raises DatabaseError.
    """
    call = Call(account, caller, caller_limit, is_held_to_month)
    if redis_server.is_there():
        try:
            return in_redis.count(call, used, address)
        except redis_server.errors():
            redis_server.leave_alone("calls are counted in the database: Redis does not answer")
    return in_database.count(call, now or timezone.now(), used, address)


def note_failure(*, verdict: Verdict) -> None:
    """The call that was let in ended in an error. Raises DatabaseError."""
    if verdict.is_in_redis:
        try:
            return in_redis.note_failure(verdict)
        except redis_server.errors():
            redis_server.leave_alone("a failed call is counted in the database: Redis does not answer")
    return in_database.note_failure(verdict)
