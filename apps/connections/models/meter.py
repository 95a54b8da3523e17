"""How much is called: what the limits are held against, and what the figures are made of."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from apps.common.models import AccountFirst, AccountQuerySet
from apps.connections.models.consumer import Consumer

WHOLE_ACCOUNT = ""
API_KEY = "api_key"

DayOfCalls = tuple[date, int, int, int]
"""A day of the time zone that is current, and how many calls were let in, refused, and failed."""


class CallMeterQuerySet(AccountQuerySet["CallMeter"]):
    def of_consumer(self, consumer: Consumer) -> CallMeterQuerySet:
        return self.of_caller(str(consumer.pk)).filter(account=consumer.account_id)

    def of_caller(self, caller: str) -> CallMeterQuerySet:
        """Of a consumer by its number, or of API_KEY."""
        return self.filter(caller=caller)

    def of_callers(self) -> CallMeterQuerySet:
        """One row for each caller and hour, without those that count a whole account."""
        return self.exclude(caller=WHOLE_ACCOUNT)

    def since(self, moment: datetime) -> CallMeterQuerySet:
        return self.filter(hour__gte=moment)

    def summed_in(self, start: datetime, end: datetime) -> CallMeterQuerySet:
        """The rows of whole accounts from the hour `start` to before `end`: of one month 745 at most, by an index."""
        return self.of_caller(WHOLE_ACCOUNT).filter(hour__gte=start, hour__lt=end)

    def calls_in(self, start: datetime, end: datetime) -> int:
        """How many calls were let in, of all callers."""
        return self.summed_in(start, end).aggregate(sum=Sum("allowed"))["sum"] or 0

    def by_day(self) -> list[DayOfCalls]:
        """Summed, the earliest day first; a day without calls is left out."""
        day = TruncDate("hour", tzinfo=timezone.get_current_timezone())
        summed = self.order_by().annotate(day=day).values("day")
        sums = {f"sum_{name}": Sum(name) for name in ("allowed", "refused", "failed")}
        return list(summed.annotate(**sums).order_by("day").values_list("day", *sums))


class CallMeter(AccountFirst):
    """The calls of one caller in one hour; and, under WHOLE_ACCOUNT, of all callers of the account together.

    `caller` is the number of a consumer, or API_KEY: no foreign key, so that what a deleted consumer did still counts
    for the account, and so that deleting it waits for nobody. `calls` are those let in during `minute` of the hour.
    `earlier` are those of the calendar month that the account had been let in before the hour: kept under
    WHOLE_ACCOUNT only, and there from when the database first counts a call of the hour.
    """

    caller = models.CharField(max_length=20)
    hour = models.DateTimeField()
    minute = models.PositiveSmallIntegerField()
    calls = models.PositiveIntegerField(default=0)
    was_allowed = models.BooleanField(default=True)
    """Whether the last call was let in."""
    allowed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    """Of the calls that were let in, those that ended in an error; kept for callers only."""
    earlier = models.PositiveBigIntegerField(null=True)

    objects = CallMeterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "caller", "hour"], name="call_meter_once_per_caller_and_hour")
        ]
        indexes = [models.Index(fields=["hour"], name="call_meter_by_hour")]

    def __str__(self) -> str:
        return f"CallMeter #{self.pk}"
