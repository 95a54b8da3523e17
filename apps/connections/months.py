"""Calendar months where an account is, for what is counted by the hour: an hour belongs to the month it began in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from apps.accounts.models import Account

HOUR = timedelta(hours=1)


class Month(NamedTuple):
    """The first hour that belongs to a month, and the first one that belongs to the next."""

    start: datetime
    end: datetime


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def month_of(account: Account, now: datetime) -> datetime:
    """When the month began, where the account is."""
    return now.astimezone(ZoneInfo(account.time_zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def month_of_calls(account: Account, now: datetime) -> Month:
    """The month for which a call counts at `now`. Some time zones begin a day, and a month, within an hour of ours."""
    began = month_of(account, hour_of(now))
    next_began = (began + timedelta(days=32)).replace(day=1)
    return Month(_first_hour(began), _first_hour(next_began))


def _first_hour(began: datetime) -> datetime:
    """The first whole hour that does not begin before the month does."""
    moment = began.astimezone(UTC)
    hour = hour_of(moment)
    return hour if hour == moment else hour + HOUR
