"""Counting calls in the database: one statement per call, exact over all processes.

The rows of the account and of the caller are locked in this order, read, judged and written by the same statement, so
that of any number of calls at once exactly as many are let in as there is room for. What the account was let in earlier
in its month is summed once an hour; only what is counted for an hour when the next one has begun is missing from that
sum, until the sum of the hour after.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.common import prepared
from apps.common.models import LastUsed
from apps.connections.models import CallMeter
from apps.connections.models.meter import WHOLE_ACCOUNT
from apps.connections.months import hour_of, month_of_calls
from apps.connections.services.meter.verdict import Call, Verdict, verdict_on

# A clock that is behind the others counts into their minute, and never opens an older one anew.
COUNT = """
WITH held AS (
    SELECT id, caller, CASE WHEN minute < %(minute)s THEN 0 ELSE calls END AS calls,
        CASE caller WHEN '' THEN earlier + allowed ELSE 0 END AS of_month
    FROM connections_callmeter
    WHERE account_id = %(account)s AND caller IN ('', %(caller)s) AND hour = %(hour)s ORDER BY caller {lock}
), verdict AS (
    SELECT COUNT(of_month) AS rows_held,
        CASE WHEN MAX(CASE WHEN calls >= CASE caller WHEN '' THEN %(account_limit)s ELSE %(caller_limit)s END
            OR of_month >= %(month_limit)s THEN 1 ELSE 0 END) = 0 THEN 1 ELSE 0 END AS one
    FROM held
)
UPDATE connections_callmeter SET
    calls = held.calls + verdict.one,
    minute = CASE WHEN minute < %(minute)s THEN %(minute)s ELSE minute END,
    was_allowed = (verdict.one = 1),
    allowed = allowed + verdict.one,
    refused = refused + 1 - verdict.one
FROM held, verdict WHERE connections_callmeter.id = held.id AND verdict.rows_held = 2
RETURNING connections_callmeter.caller, connections_callmeter.calls, connections_callmeter.was_allowed,
    connections_callmeter.earlier + connections_callmeter.allowed{unhurried}
"""
# What a call was counted for need not be on the disk before it is answered, which is a wait for each call: when the
# database server dies, less than a second of counting goes with it. The setting ends with this transaction.
UNHURRIED = ", set_config('synchronous_commit', 'off', true)"


def count(call: Call, now: datetime, used: Iterable[LastUsed], address: str | None) -> Verdict:
    """The call, counted and judged. Once a minute, what it is a use of is written with it. Raises DatabaseError."""
    due = [row for row in used if row.is_use_due(timezone.now())]
    if not due:
        return _count(call, now)
    with transaction.atomic():
        verdict = _count(call, now)
        for row in due if verdict.is_allowed else ():
            row.note_use(address)
    return verdict


def note_failure(verdict: Verdict) -> None:
    """Raises DatabaseError."""
    call = verdict.call
    rows = CallMeter.objects.of(call.account).filter(caller=call.caller, hour=verdict.hour)
    rows.update(failed=F("failed") + 1)


def running_minute(account: int, callers: Iterable[str], now: datetime) -> list[int]:
    """How many calls were let in during the running minute: of the account, then of each of `callers`."""
    names = [WHOLE_ACCOUNT, *callers]
    rows = CallMeter.objects.filter(account=account, caller__in=names, hour=hour_of(now), minute=now.minute)
    counts = dict(rows.values_list("caller", "calls"))
    return [counts.get(name, 0) for name in names]


def _count(call: Call, now: datetime) -> Verdict:
    counted = _counted(call, now) or _first_counted(call, now)
    of_account, was_allowed, of_month = counted[WHOLE_ACCOUNT]
    return verdict_on(call, (of_month or 0, of_account, counted[call.caller][0]), now, is_allowed=was_allowed)


Counted = dict[str, tuple[int, bool, int | None]]


def _counted(call: Call, now: datetime) -> Counted:
    """What the two rows say after this call; nothing when they are not there yet, or not the sum of the month."""
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    hour = connection.ops.adapt_datetimefield_value(hour_of(now))
    account_limit, caller_limit = call.limits
    values: dict[str, Any] = {
        "account": call.account.pk, "caller": call.caller, "hour": hour, "minute": now.minute,
        "account_limit": account_limit, "caller_limit": caller_limit, "month_limit": call.month_limit,
    }  # fmt: skip
    unhurried = UNHURRIED if connection.vendor == "postgresql" else ""
    found = prepared.ask(COUNT.format(lock=lock, unhurried=unhurried), values)
    return {name: (calls, bool(was_allowed), of_month) for name, calls, was_allowed, of_month, *_ in found}


def _first_counted(call: Call, now: datetime) -> Counted:
    """The first call of an hour makes its rows; whoever else is first finds them."""
    names = (WHOLE_ACCOUNT, call.caller)
    rows = [CallMeter(account=call.account, caller=name, hour=hour_of(now), minute=now.minute) for name in names]
    CallMeter.objects.bulk_create(rows, ignore_conflicts=True)
    _sum_month(call, now)
    return _counted(call, now)


def _sum_month(call: Call, now: datetime) -> None:
    """What was let in earlier, unless the hour's row says so. That row may have come from Redis, which sums nothing."""
    hour, rows = hour_of(now), CallMeter.objects.of(call.account)
    summed = rows.summed_in(month_of_calls(call.account, now).start, hour).values("caller")
    earlier = summed.annotate(sum=Sum("allowed")).values("sum")
    rows.of_caller(WHOLE_ACCOUNT).filter(hour=hour, earlier=None).update(earlier=Coalesce(Subquery(earlier), 0))
