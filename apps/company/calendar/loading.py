"""The calendar of an account, as it is now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from apps.accounts.models import Account
from apps.common.turns import alone, shared
from apps.company.calendar.calendar import EVERY_HOUR, Calendar
from apps.company.models.holiday import Holiday
from apps.company.models.working_week import WorkingWeek

TURN = "business_calendar"


def calendar_of(account: Account) -> Calendar:
    """Two queries: an account has a limited number of holidays."""
    return calendar_with(account, Holiday.objects.of(account).values_list("date", "month_day", "working_day"))


def calendar_with(account: Account, holidays: Iterable[tuple[date, int | None, bool]]) -> Calendar:
    """What it is with `holidays` (date, number of the day of every year, whether one works) and no others."""
    week = WorkingWeek.objects.of(account).first()
    days: dict[date, bool] = {}
    yearly: dict[int, bool] = {}
    for day, month_day, works in holidays:
        if month_day is None:
            days[day] = works
        else:
            yearly[month_day] = works
    return Calendar(ZoneInfo(account.time_zone), week.shifts if week else EVERY_HOUR, days, yearly)


def use_calendar(account: Account) -> None:
    """Until the transaction ends, nobody changes the calendar; any number may use it at once.

    Whoever writes down what the calendar says calls it first, and before they lock what it is about.
    """
    shared(TURN, account.pk)


def hold_calendar(account: Account) -> None:
    """Until the transaction ends, nobody uses the calendar."""
    alone(TURN, account.pk)
