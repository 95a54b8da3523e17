"""The working week: on which weekdays the company works, and from when to when."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountQuerySet
from apps.company.calendar.shifts import ALL_DAY, LONGEST, Shift, shifts_in, validate_hours

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class WorkingWeekQuerySet(AccountQuerySet["WorkingWeek"]):
    pass


def hours(label: Any) -> models.CharField[Any, Any]:
    """Of one weekday, as apps.company.calendar.shifts writes them."""
    return models.CharField(label, max_length=LONGEST, blank=True, default=str(ALL_DAY), validators=[validate_hours])


class WorkingWeek(models.Model):
    """An account without one works on every day, at every hour."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("account")
    )
    monday = hours(_("Monday"))
    tuesday = hours(_("Tuesday"))
    wednesday = hours(_("Wednesday"))
    thursday = hours(_("Thursday"))
    friday = hours(_("Friday"))
    saturday = hours(_("Saturday"))
    sunday = hours(_("Sunday"))

    objects = WorkingWeekQuerySet.as_manager()

    class Meta:
        verbose_name = _("working week")
        verbose_name_plural = _("working weeks")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def shifts(self) -> tuple[tuple[Shift, ...], ...]:
        """Of each weekday, Monday first."""
        return tuple(shifts_in(getattr(self, name)) for name in WEEKDAYS)

    def clean(self) -> None:
        if not any(getattr(self, name) for name in WEEKDAYS):
            raise ValidationError(_("Somebody works on one day of the week at least."))
