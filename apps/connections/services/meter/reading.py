"""The figures, for whoever shows them: up to this minute when Redis counts and answers, else from the database."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from apps.accounts.models import Account
from apps.common import redis_server
from apps.connections.services.meter import figures, in_database, in_redis


def bring_in(account: Account) -> bool:
    """Write down what waits in Redis; whether nothing waits any more. A server that is away breaks nothing."""
    if not redis_server.is_configured():
        return True
    if not redis_server.is_there():
        return False
    try:
        figures.bring_in(account)
    except redis_server.errors():
        redis_server.leave_alone("figures are shown without those of the last minutes: Redis does not answer")
        return False
    return True


def running_minute(account: Account, callers: Iterable[str]) -> list[int]:
    """How many calls were let in during the running minute: of the whole account, then of each of `callers`."""
    callers = list(callers)
    if redis_server.is_there():
        try:
            return in_redis.running_minute(account.pk, callers)
        except redis_server.errors():
            redis_server.leave_alone("the running minute is read from the database: Redis does not answer")
    return in_database.running_minute(account.pk, callers, timezone.now())
