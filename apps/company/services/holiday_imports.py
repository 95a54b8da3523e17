"""Bringing holidays in from a file: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import Changes, record_each
from apps.company.calendar.loading import hold_calendar
from apps.company.calendar.planning import HolidayPlan
from apps.company.importing.plan import ADDED, CHANGED
from apps.company.importing.sheet import Line
from apps.company.models import Holiday
from apps.company.services.business_calendar import in_words, tell_change

BATCH = 500
Targets = list[tuple[Holiday, Changes]]


class Imported(NamedTuple):
    """How many holidays, and how many pending dates were moved by all of them."""

    added: int
    changed: int
    moved: int


@transaction.atomic
def import_holidays(*, account: Account, lines: Sequence[Line], by: Actor) -> Imported:
    """Add and change the holidays that `lines` say, and move what is planned once for all of them.

    Raises ValidationError when one line is refused.
    """
    hold_calendar(account)
    plan = HolidayPlan(account, lines)
    if plan.is_refused:
        raise ValidationError(_("Nothing was imported: the calendar has changed meanwhile. Look at the lines again."))
    added, changed, days = plan.targets(ADDED), plan.targets(CHANGED), plan.days
    _write(account, added, changed)
    moved = tell_change(account, days) if days else 0
    for event, targets in (("holiday_created", added), ("holiday_changed", changed)):
        record_each(f"business_calendar.{event}", account=account, actor=by, targets=_with_moved(targets, moved))
    return Imported(len(added), len(changed), moved)


def _write(account: Account, added: Targets, changed: Targets) -> None:
    # A day of every year may go over from one row to another.
    freed = [row.pk for row, changes in changed if "recurrent" in changes]
    Holiday.objects.of(account).filter(pk__in=freed).update(month_day=None)
    fields = ["description", "working_day", "recurrent", "month_day"]
    Holiday.objects.bulk_update([row for row, _changes in changed], fields, batch_size=BATCH)
    Holiday.objects.bulk_create([row for row, _changes in added], batch_size=BATCH)


def _with_moved(targets: Targets, moved: int) -> Targets:
    """Whatever the plan follows moved it together; a description alone moves nothing."""
    return [
        (row, changes if changes.keys() <= {"description"} else changes | in_words(moved)) for row, changes in targets
    ]
