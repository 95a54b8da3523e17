"""What saving a holiday would move, told before it is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django import forms

from apps.accounts.models import Account
from apps.company.calendar.calendar import Calendar, in_year
from apps.company.calendar.days import Day
from apps.company.calendar.loading import calendar_of
from apps.company.models import Holiday
from apps.company.models.holiday import YEARS
from apps.company.services.business_calendar import day_of
from apps.maintenance.services.rescheduling import count_misplaced

if TYPE_CHECKING:
    from django.http import QueryDict


class AskedForm(forms.Form):
    """What the panel holds; `holiday` is the key of the one that it changes."""

    date = forms.DateField(input_formats=["%Y-%m-%d"])
    working_day = forms.BooleanField(required=False)
    recurrent = forms.BooleanField(required=False)
    holiday = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


def moved_by(account: Account, data: QueryDict) -> int | None:
    """How many pending tasks would be moved; None while there is no date."""
    form = AskedForm(data)
    if not form.is_valid() or form.cleaned_data["date"].year not in YEARS:
        return None
    asked = form.cleaned_data
    day = Day(asked["date"], asked["recurrent"])
    changed = Holiday.objects.of(account).filter(pk=asked["holiday"]).first() if asked["holiday"] else None
    days = [day_of(changed), day] if changed else [day]
    return count_misplaced(account, _with(_without(calendar_of(account), changed), day, asked["working_day"]), days)


def _without(calendar: Calendar, holiday: Holiday | None) -> Calendar:
    if holiday is None:
        return calendar
    days = {date: works for date, works in calendar.days.items() if holiday.recurrent or date != holiday.date}
    yearly = {key: works for key, works in calendar.yearly.items() if key != holiday.month_day}
    return replace(calendar, days=days, yearly=yearly)


def _with(calendar: Calendar, day: Day, works: bool) -> Calendar:
    if day.recurrent:
        return replace(calendar, yearly={**calendar.yearly, in_year(day.on): works})
    return replace(calendar, days={**calendar.days, day.on: works})
