"""How much is called: what the limits are held against, and what the figures are made of."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from apps.common.models import AccountOwned, AccountQuerySet
from apps.connections.models.consumer import Consumer

WHOLE_ACCOUNT = ""
API_KEY = "api_key"


class CallMeterQuerySet(AccountQuerySet["CallMeter"]):
    def of_consumer(self, consumer: Consumer) -> CallMeterQuerySet:
        return self.filter(account=consumer.account_id, caller=str(consumer.pk))

    def of_callers(self) -> CallMeterQuerySet:
        """One row for each caller and hour, without those that count a whole account."""
        return self.exclude(caller=WHOLE_ACCOUNT)

    def since(self, moment: datetime) -> CallMeterQuerySet:
        return self.filter(hour__gte=moment)


class CallMeter(AccountOwned):
    """The calls of one caller in one hour; and, under WHOLE_ACCOUNT, of all callers of the account together.

    `caller` is the number of a consumer, or API_KEY: no foreign key, so that what a deleted consumer did still counts
    for the account, and so that deleting it waits for nobody. `calls` are those let in during `minute` of the hour.
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

    objects = CallMeterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "caller", "hour"], name="call_meter_once_per_caller_and_hour")
        ]
        indexes = [models.Index(fields=["hour"], name="call_meter_by_hour")]

    def __str__(self) -> str:
        return f"CallMeter #{self.pk}"
