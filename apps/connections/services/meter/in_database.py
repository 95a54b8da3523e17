"""Counting calls against the limits of account and caller: one statement per call, exact over all processes.

The rows of the account and of the caller are locked in this order, read, judged and written by the same statement, so
that of any number of calls at once exactly as many are let in as there is room for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import Account
from apps.connections.models import CallMeter
from apps.connections.models.meter import WHOLE_ACCOUNT

UNLIMITED = 2**31 - 1
# A clock that is behind the others counts into their minute, and never opens an older one anew.
COUNT = """
WITH held AS (
    SELECT id, caller, CASE WHEN minute < %(minute)s THEN 0 ELSE calls END AS calls
    FROM connections_callmeter
    WHERE account_id = %(account)s AND caller IN ('', %(caller)s) AND hour = %(hour)s ORDER BY caller {lock}
), verdict AS (
    SELECT COUNT(*) AS rows_held,
        CASE WHEN MAX(CASE WHEN calls >= CASE caller WHEN '' THEN %(account_limit)s ELSE %(caller_limit)s END
            THEN 1 ELSE 0 END) = 0 THEN 1 ELSE 0 END AS one
    FROM held
)
UPDATE connections_callmeter SET
    calls = held.calls + verdict.one,
    minute = CASE WHEN minute < %(minute)s THEN %(minute)s ELSE minute END,
    was_allowed = (verdict.one = 1),
    allowed = allowed + verdict.one,
    refused = refused + 1 - verdict.one
FROM held, verdict WHERE connections_callmeter.id = held.id AND verdict.rows_held = 2
RETURNING connections_callmeter.caller, connections_callmeter.calls, connections_callmeter.was_allowed
"""


@dataclass(frozen=True)
class Verdict:
    """Whether a call is let in, and what is left of the tighter one of the two limits until `reset`, in seconds."""

    account: Account
    caller: str
    counted_at: datetime
    is_allowed: bool
    limit: int
    remaining: int

    @property
    def reset(self) -> int:
        return 60 - self.counted_at.second


def count_call(*, account: Account, caller: str, caller_limit: int | None, now: datetime | None = None) -> Verdict:
    """Count one call of `caller` (the number of a consumer, or API_KEY) and judge it.

    `caller_limit` is its own limit of calls per minute, beside that of the account. Raises DatabaseError.
    """
    now = now or timezone.now()
    limits = {WHOLE_ACCOUNT: account.calls_per_minute, caller: UNLIMITED if caller_limit is None else caller_limit}
    counted = _count(account, caller, limits, now) or _count_first(account, caller, limits, now)
    limit, calls = min(((limits[name], calls) for name, calls, _ in counted), key=lambda pair: pair[0] - pair[1])
    is_allowed = all(was_allowed for *_, was_allowed in counted)
    return Verdict(account, caller, now, is_allowed, limit, max(limit - calls, 0) if is_allowed else 0)


def note_failure(*, verdict: Verdict) -> None:
    """The call that was let in ended in an error. Raises DatabaseError."""
    rows = CallMeter.objects.of(verdict.account).filter(caller=verdict.caller, hour=hour_of(verdict.counted_at))
    rows.update(failed=F("failed") + 1)


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


Counted = list[tuple[str, int, bool]]


def _count(account: Account, caller: str, limits: dict[str, int], now: datetime) -> Counted:
    """What the two rows say after this call; nothing when they are not there yet."""
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    hour = connection.ops.adapt_datetimefield_value(hour_of(now))
    values: dict[str, Any] = {
        "account": account.pk, "caller": caller, "hour": hour, "minute": now.minute,
        "account_limit": limits[WHOLE_ACCOUNT], "caller_limit": limits[caller],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(lock=lock), values)
        return [(name, calls, bool(was_allowed)) for name, calls, was_allowed in cursor.fetchall()]


def _count_first(account: Account, caller: str, limits: dict[str, int], now: datetime) -> Counted:
    """The first call of an hour makes its rows; whoever else is first finds them."""
    names = sorted(limits)
    rows = [CallMeter(account=account, caller=name, hour=hour_of(now), minute=now.minute) for name in names]
    CallMeter.objects.bulk_create(rows, ignore_conflicts=True)
    return _count(account, caller, limits, now)
