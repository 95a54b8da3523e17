"""Holidays: days on which nobody works, and days that are marked although one works on them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.plain_text import validate_line
from apps.company.calendar.calendar import in_year

MAX_HOLIDAYS = 1000
"""Of one account: so many are read whenever a date is worked out."""
YEARS = range(1970, 2200)
DATE_TAKEN = "date_taken"
HOLIDAY_FIELDS = ("description", "date", "working_day", "recurrent")


def validate_day(day: date) -> None:
    if day.year not in YEARS:
        words = _("Choose a day of the years %(first)d to %(last)d.")
        raise ValidationError(words, params={"first": YEARS[0], "last": YEARS[-1]})


class HolidayQuerySet(AccountQuerySet["Holiday"]):
    def for_api(self, account: Account) -> Self:
        """The account's holidays in the order of their dates, which an index holds ready."""
        return self.of(account).order_by("date", "pk")

    def in_year(self, year: int) -> Self:
        """Those of that year, and those of every year."""
        return self.filter(Q(date__year=year) | Q(recurrent=True))


class Holiday(AccountOwned):
    """A local date of the account. A `recurrent` one is the same day of every year, unless another one has the date.

    With `working_day` people work on it as on any other day; on a day that is free in their week they do so too.
    """

    description = models.CharField(_("description"), max_length=120, validators=[validate_line])
    date = models.DateField(_("date"), validators=[validate_day])
    working_day = models.BooleanField(_("working day"), default=False)
    recurrent = models.BooleanField(_("every year"), default=False)
    month_day = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "date"], name="holiday_once_per_date", violation_error_code=DATE_TAKEN,
                violation_error_message=_("This date is in the calendar already."),
            ),
            models.UniqueConstraint(
                fields=["account", "month_day"], name="holiday_once_per_day_of_year", violation_error_code=DATE_TAKEN,
                violation_error_message=_("This day of every year is in the calendar already."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["account", "date", "id"], name="holiday_by_date")]

    def __str__(self) -> str:
        return f"{self.description} ({self.date})"

    def clean(self) -> None:
        self.month_day = in_year(self.date) if self.recurrent and self.date else None
