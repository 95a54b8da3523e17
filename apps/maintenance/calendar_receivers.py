"""What becomes of the plan when the company's calendar changes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from apps.company.signals import calendar_changed
from apps.maintenance.services.rescheduling import reschedule


@receiver(calendar_changed)
def move_what_is_pending(account: Any, calendar: Any, days: Any, **kwargs: Any) -> int:
    """How many tasks were moved."""
    return reschedule(account, calendar, days)
