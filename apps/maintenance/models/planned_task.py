"""Planned tasks: what has to be done to an item again and again, or once, and when it is next."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.item import Item
from apps.maintenance.models.meter import DIGITS, PLACES, Meter
from apps.maintenance.models.meter_reading import MeterReading
from apps.maintenance.models.priority import Priority
from apps.maintenance.models.work_order import TEXT, WorkOrder

MINUTES_10 = 600
PENDING = models.Q(active=True, work_order=None)


class PlannedTaskQuerySet(AccountQuerySet["PlannedTask"]):
    def pending(self, account: Account) -> Self:
        """What is in force and in no work order yet."""
        return self.of(account).filter(PENDING)

    def for_api(self, account: Account) -> Self:
        """The account's pending tasks that have a date, the one that is due first before all others."""
        return self.pending(account).filter(next_date__isnull=False).order_by("next_date", "pk")

    def made_due_by(self, reading: MeterReading) -> Self:
        """The pending ones that this reading of their meter made due."""
        return (
            self.pending(reading.account).filter(meter=reading.meter, planned_date=reading.date_reading).order_by("pk")
        )

    def reached(self, meter: Meter, date: datetime) -> Self:
        """The pending ones that the newest reading of `meter`, of `date`, makes due, unless they were due before."""
        shown = meter.last_accumulated_value if meter.is_counter else meter.last_value
        own = self.pending(meter.account).filter(meter=meter, next_value__lte=shown)
        return (
            own.filter(Q(planned_date=None) | Q(planned_date__gt=date)).order_by("pk").select_for_update(of=("self",))
        )

    def held(self, account: Account, keys: list[int]) -> list[PlannedTask]:
        """The pending ones among `keys`, which nobody else takes until the transaction ends."""
        return list(self.pending(account).filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))


class PlannedTask(AccountOwned):
    """What triggers it is `every_days`, or a reading of `meter`, or neither: then it is done once.

    A reading of the meter makes it due when a counter has counted `next_value` in all, or when a gauge shows that much.
    Of a counter `every_value` is how much further that is each time; `every_reading` says it in the company's own
    words. `work_order` is the open order in which it is being done.
    `planned_date` is when it is due by its trigger, `next_date` the first working moment from then on.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="planned_tasks", verbose_name=_("item"))
    work_order = models.ForeignKey(
        WorkOrder, models.SET_NULL, null=True, blank=True, editable=False, related_name="planned_tasks",
        verbose_name=_("work order"),
    )  # fmt: skip
    group_task_description = models.CharField(_("plan"), max_length=120, blank=True)
    description = models.CharField(_("description"), max_length=255)
    task_note = models.TextField(_("note"), blank=True, validators=TEXT)
    task_type_main = models.CharField(_("type of task"), max_length=80, blank=True)
    task_type = models.CharField(_("classification 1"), max_length=120, blank=True)
    task_type_2 = models.CharField(_("classification 2"), max_length=120, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.MEDIUM)
    duration = models.PositiveIntegerField(_("duration (s)"), default=MINUTES_10)
    num_resources = models.PositiveSmallIntegerField(_("resources"), default=0)

    every_days = models.PositiveIntegerField(
        _("every so many days"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    every_reading = models.CharField(_("reading that triggers it"), max_length=120, blank=True)
    meter = models.ForeignKey(
        Meter, models.PROTECT, null=True, blank=True, related_name="planned_tasks", verbose_name=_("meter")
    )
    every_value = models.DecimalField(
        _("every so much on the meter"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True,
        validators=[MinValueValidator(Decimal(1) / 10**PLACES)],
    )  # fmt: skip
    next_value = models.DecimalField(
        _("due from this value on"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    planned_date = models.DateTimeField(_("planned date"), null=True, blank=True)
    next_date = models.DateTimeField(_("next date"), null=True, blank=True)
    last_date = models.DateTimeField(_("last date"), null=True, blank=True)
    times_done = models.PositiveIntegerField(_("times done"), default=0, editable=False)
    active = models.BooleanField(_("active"), default=True)

    objects = PlannedTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned task")
        verbose_name_plural = _("planned tasks")
        ordering = ["next_date", "pk"]
        indexes = [
            models.Index(fields=["account", "next_date", "id"], name="planned_task_next", condition=PENDING),
            models.Index(fields=["account", "planned_date"], name="planned_task_planned", condition=PENDING),
            models.Index(fields=["account", "item", "next_date", "id"], name="planned_task_by_item"),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def is_repeated(self) -> bool:
        return bool(self.every_days or self.every_reading or self.every_value)

    def date_after(self, done: datetime) -> datetime | None:
        """When it is next, having been `done`; None until a reading asks for it, and for what is done once."""
        return done + timedelta(days=self.every_days) if self.every_days else None

    def value_after(self) -> Decimal | None:
        """From which value on it is due again, having been done now: a gauge only ever shows how much there is."""
        if self.meter is None or self.every_value is None or not self.meter.is_counter:
            return self.next_value
        return (self.meter.last_accumulated_value or Decimal()) + self.every_value

    def clean(self) -> None:
        errors = errors_of_strangers(self)
        errors |= dict.fromkeys(self._without_meter(), str(_("Say of which meter.")))
        if "meter" not in errors and self.meter is not None and self.meter.item_id != self.item_id:
            errors["meter"] = str(_("This meter is on another item."))
        if errors:
            raise ValidationError(errors)

    def _without_meter(self) -> list[str]:
        names = ("every_value", "next_value")
        return [name for name in names if self.meter is None and getattr(self, name) is not None]


def month_ahead() -> datetime:
    """Until when a plan is looked at unless somebody says otherwise."""
    return timezone.now() + timedelta(days=31)
