"""The demo's calendars: what is pending lands on the days of the demo, and a holiday near by moves some of it."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.accounts.models import Account
from apps.audit.actors import SYSTEM
from apps.company.calendar.loading import calendar_of
from apps.company.services.business_calendar import create_holiday
from apps.maintenance.models import PlannedTask
from apps.maintenance.services.rescheduling import reschedule

NEAR = timedelta(days=4)
DESCRIPTIONS = {"es": "Día de la compañía", "pt-br": "Dia da empresa"}


def follow_calendars() -> None:
    """The tasks of the fixtures were moved to other weekdays; the holidays of the country stay where they are."""
    for account in Account.objects.order_by("pk"):
        reschedule(account, calendar_of(account), None)
        _declare_a_holiday(account)


def _declare_a_holiday(account: Account) -> None:
    """On the day of the first pending task after NEAR: the log and the list tell that it was moved."""
    task = PlannedTask.objects.for_api(account).filter(next_date__gt=timezone.now() + NEAR).first()
    if task is None or task.next_date is None:
        return
    day = task.next_date.astimezone(ZoneInfo(account.time_zone)).date()
    description = DESCRIPTIONS.get(account.language, "Company day")
    create_holiday(account=account, by=SYSTEM, description=description, date=day)
