"""The working week and the holidays, and what a change of them moves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import diff, record, record_each
from apps.common.writing import apply, values
from apps.company.calendar.days import Day
from apps.company.calendar.loading import calendar_of, hold_calendar
from apps.company.models import WEEKDAYS, Holiday, WorkingWeek
from apps.company.models.holiday import DATE_TAKEN, HOLIDAY_FIELDS, MAX_HOLIDAYS
from apps.company.signals import calendar_changed

RowT = TypeVar("RowT")


class Changed(NamedTuple, Generic[RowT]):
    """`moved` is how many pending dates the change of `row` moved."""

    row: RowT
    moved: int


@transaction.atomic
def update_working_week(*, account: Account, by: Actor, **fields: str) -> Changed[WorkingWeek]:
    """Change the hours of the weekdays in `fields`, written as apps.company.calendar.shifts does.

    Raises ValidationError, which names the weekdays.
    """
    hold_calendar(account)
    week = WorkingWeek.objects.of(account).first() or WorkingWeek(account=account)
    before = values(week, WEEKDAYS)
    apply(week, fields)
    changes = diff(before, values(week, WEEKDAYS))
    if not changes:
        return Changed(week, 0)
    moved = tell_change(account, None)
    record("business_calendar.week_changed", account=account, actor=by, target=week, changes=changes | in_words(moved))
    return Changed(week, moved)


@transaction.atomic
def create_holiday(*, account: Account, by: Actor, **fields: Any) -> Changed[Holiday]:
    """A new day of the calendar; `fields` are those of HOLIDAY_FIELDS. Raises ValidationError, which names them."""
    hold_calendar(account)
    if Holiday.objects.of(account).count() >= MAX_HOLIDAYS:
        raise ValidationError(_("A calendar can have %(number)d holidays at most.") % {"number": MAX_HOLIDAYS})
    holiday = Holiday(account=account)
    _apply(holiday, fields)
    moved = tell_change(account, [day_of(holiday)])
    changes = diff({}, values(holiday, HOLIDAY_FIELDS)) | in_words(moved)
    record("business_calendar.holiday_created", account=account, actor=by, target=holiday, changes=changes)
    return Changed(holiday, moved)


@transaction.atomic
def update_holiday(*, holiday: Holiday, by: Actor, **fields: Any) -> Changed[Holiday]:
    """Change a day of the calendar. Raises ValidationError, which names the fields."""
    account = holiday.account
    hold_calendar(account)
    holiday = Holiday.objects.select_related("account").get(pk=holiday.pk)
    before, day = values(holiday, HOLIDAY_FIELDS), day_of(holiday)
    _apply(holiday, fields)
    changes = diff(before, values(holiday, HOLIDAY_FIELDS))
    if not changes:
        return Changed(holiday, 0)
    moved = tell_change(account, [day, day_of(holiday)]) if changes.keys() - {"description"} else 0
    changes |= in_words(moved)
    record("business_calendar.holiday_changed", account=account, actor=by, target=holiday, changes=changes)
    return Changed(holiday, moved)


@transaction.atomic
def delete_holidays(*, account: Account, holidays: Sequence[Holiday], by: Actor) -> int:
    """Take days out of the calendar of `account`; how many pending dates were moved by it."""
    hold_calendar(account)
    found = list(Holiday.objects.of(account).filter(pk__in=[holiday.pk for holiday in holidays]))
    Holiday.objects.of(account).filter(pk__in=[holiday.pk for holiday in found]).delete()
    moved = tell_change(account, [day_of(holiday) for holiday in found]) if found else 0
    # All of them moved together what was moved.
    targets = [(holiday, in_words(moved)) for holiday in found]
    record_each("business_calendar.holiday_deleted", account=account, actor=by, targets=targets)
    return moved


@transaction.atomic
def follow_time_zone(*, account: Account, by: Actor) -> int:
    """The days of `account` begin at other moments than before."""
    hold_calendar(account)
    moved = tell_change(account, None)
    if moved:
        changes = in_words(moved)
        record("business_calendar.tasks_moved", account=account, actor=by, target=account, changes=changes)
    return moved


def _apply(holiday: Holiday, fields: dict[str, Any]) -> None:
    """A date that is taken is wrong at the date."""
    try:
        apply(holiday, fields)
    except ValidationError as error:
        errors = error.error_dict
        whole = errors.pop(NON_FIELD_ERRORS, [])
        taken = [one for one in whole if one.code == DATE_TAKEN]
        rest = {NON_FIELD_ERRORS: [one for one in whole if one.code != DATE_TAKEN]}
        dated = {"date": [*errors.pop("date", []), *taken]}
        raise ValidationError({name: found for name, found in (errors | dated | rest).items() if found}) from error


def day_of(holiday: Holiday) -> Day:
    return Day(holiday.date, holiday.recurrent)


def in_words(moved: int) -> dict[str, list[Any]]:
    """For the record; nothing where nothing was moved."""
    return {"moved_tasks": [None, moved]} if moved else {}


def tell_change(account: Account, days: Collection[Day] | None) -> int:
    """Tell whoever keeps dates by the calendar that it is another one on `days`; how many of them were moved."""
    # Its time zone may be another one since the caller read it.
    account = Account.objects.get(pk=account.pk)
    answers = calendar_changed.send(sender=Account, account=account, calendar=calendar_of(account), days=days)
    return sum(int(moved or 0) for _receiver, moved in answers)
