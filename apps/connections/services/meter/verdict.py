"""A call, and what counting it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import Account

UNLIMITED = 2**31 - 1


@dataclass(frozen=True)
class Call:
    """`caller`, the number of a consumer or API_KEY, calls; `caller_limit` is its own, beside that of the account."""

    account: Account
    caller: str
    caller_limit: int | None = None

    @property
    def limits(self) -> tuple[int, int]:
        """Of the account and of the caller, in calls per minute."""
        return self.account.calls_per_minute, UNLIMITED if self.caller_limit is None else self.caller_limit


@dataclass(frozen=True)
class Verdict:
    """Whether `call` is let in, and what is left of the tighter one of its limits until `reset`, in seconds."""

    call: Call
    counted_at: datetime
    is_allowed: bool
    limit: int
    remaining: int
    is_in_redis: bool = False

    @property
    def reset(self) -> int:
        return 60 - self.counted_at.second

    @property
    def hour(self) -> datetime:
        return hour_of(self.counted_at)


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def verdict_on(
    call: Call, counted: tuple[int, int], counted_at: datetime, *, is_allowed: bool, **more: bool
) -> Verdict:
    """`counted` are the calls of this minute, of the account and of the caller, with this one."""
    limit, calls = min(zip(call.limits, counted, strict=True), key=lambda pair: pair[0] - pair[1])
    return Verdict(call, counted_at, is_allowed, limit, max(limit - calls, 0) if is_allowed else 0, **more)
