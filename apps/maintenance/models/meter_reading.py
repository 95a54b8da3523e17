"""What a meter showed, and when."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.meter import DIGITS, PLACES, Meter


class ReadingSource(models.TextChoices):
    API = "API", _("API")
    WORK_ORDER = "WORK_ORDER", _("Work order")
    MANUAL = "MANUAL", _("By hand")


class MeterReadingQuerySet(AccountQuerySet["MeterReading"]):
    def for_api(self, account: Account) -> Self:
        """The account's readings, the oldest first: new ones come at the end, and an index holds the order ready."""
        return self.of(account).order_by("date_reading", "pk")

    def at(self, meter: Meter, date: datetime) -> MeterReading | None:
        """The reading of `meter` at this very moment."""
        return self.filter(meter=meter, date_reading=date).first()

    def around(self, meter: Meter, date: datetime) -> tuple[MeterReading | None, MeterReading | None]:
        """The readings of `meter` next before and next after `date`."""
        own = self.filter(meter=meter)
        before = own.filter(date_reading__lt=date).order_by("-date_reading").first()
        return before, own.filter(date_reading__gt=date).order_by("date_reading").first()


class MeterReading(AccountOwned):
    """`value` is what the meter showed at `date_reading`, `date` is when that was entered here.

    `accumulated_value` is what a counter has counted in all, also across resets; of a gauge it is the value.
    """

    meter = models.ForeignKey(Meter, models.PROTECT, related_name="readings", verbose_name=_("meter"))
    date = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    date_reading = models.DateTimeField(_("read"))
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=PLACES)
    accumulated_value = models.DecimalField(_("accumulated value"), max_digits=DIGITS, decimal_places=PLACES)
    source = models.CharField(_("source"), max_length=10, choices=ReadingSource.choices, default=ReadingSource.API)

    objects = MeterReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meter reading")
        verbose_name_plural = _("meter readings")
        ordering = ["date_reading", "pk"]
        constraints = [models.UniqueConstraint(fields=["meter", "date_reading"], name="reading_once_per_moment")]
        indexes = [
            models.Index(fields=["account", "date_reading", "id"], name="reading_by_date"),
            models.Index(fields=["account", "meter", "date_reading", "id"], name="reading_by_meter"),
            models.Index(fields=["account", "date"], name="reading_by_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.meter}: {self.value.normalize():f}"

    @property
    def offset(self) -> Decimal:
        """What the counter had counted before it was last reset."""
        return self.accumulated_value - self.value

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        if errors:
            raise ValidationError(errors)
