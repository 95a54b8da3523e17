"""A call, and what counting it comes to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import Account
from apps.connections.months import Month, hour_of, month_of_calls

UNLIMITED = 2**31 - 1
UNLIMITED_IN_A_MONTH = 2**63 - 1


@dataclass(frozen=True)
class Call:
    """`caller`, the number of a consumer or API_KEY, calls; `caller_limit` is its own, beside that of the account."""

    account: Account
    caller: str
    caller_limit: int | None = None
    is_held_to_month: bool = True

    @property
    def limits(self) -> tuple[int, int]:
        """Of the account and of the caller, in calls per minute."""
        return self.account.calls_per_minute, UNLIMITED if self.caller_limit is None else self.caller_limit

    @property
    def month_limit(self) -> int:
        """Of the account's plan, in calls per calendar month."""
        limit = self.account.calls_per_month
        return UNLIMITED_IN_A_MONTH if limit is None or not self.is_held_to_month else limit


@dataclass(frozen=True)
class Verdict:
    """Whether `call` is let in, and what is left of the tightest one of its limits until `reset`, in seconds."""

    call: Call
    counted_at: datetime
    is_allowed: bool
    limit: int
    remaining: int
    is_of_month: bool = False
    """Whether the tightest limit, which refused a call that is not let in, is that of the account's month."""
    is_in_redis: bool = False

    @property
    def reset(self) -> int:
        if self.is_of_month:
            return math.ceil((self.month.end - self.counted_at).total_seconds())
        return 60 - self.counted_at.second

    @property
    def hour(self) -> datetime:
        return hour_of(self.counted_at)

    @property
    def month(self) -> Month:
        return month_of_calls(self.call.account, self.counted_at)


def verdict_on(
    call: Call, counted: tuple[int, int, int], counted_at: datetime, *, is_allowed: bool, is_in_redis: bool = False
) -> Verdict:
    """`counted` are the calls of the account's month, and of this minute, of account and caller, with this one."""
    limits = (call.month_limit, *call.limits)
    left = [max(limit - calls, 0) for limit, calls in zip(limits, counted, strict=True)]
    # Of two that leave as little it is the month, which is the longer wait.
    tightest = left.index(min(left))
    remaining = left[tightest] if is_allowed else 0
    return Verdict(call, counted_at, is_allowed, limits[tightest], remaining, tightest == 0, is_in_redis)
