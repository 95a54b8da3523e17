"""From where a caller called lately: noted with its last use, so once a minute at most, and never for each call."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from apps.common.models import AccountFirst, AccountQuerySet

LATELY = timedelta(hours=24)


class CallAddressQuerySet(AccountQuerySet["CallAddress"]):
    def lately(self) -> CallAddressQuerySet:
        return self.filter(last_at__gte=timezone.now() - LATELY)

    def of_callers(self, callers: list[str]) -> CallAddressQuerySet:
        """Of consumers by their numbers, or of API_KEY."""
        return self.filter(caller__in=callers)

    def note(self, *, account: int, caller: str, address: str | None, now: datetime) -> None:
        """Remember that `caller` called from `address`, in one statement; one without an address counts for nothing."""
        if address is None:
            return
        row = CallAddress(account_id=account, caller=caller, address=address, last_at=now)
        unique = ("account", "caller", "address")
        self.bulk_create([row], update_conflicts=True, unique_fields=unique, update_fields=["last_at"])


class CallAddress(AccountFirst):
    """`caller` is the number of a consumer, or API_KEY, as in CallMeter."""

    caller = models.CharField(max_length=20)
    address = models.GenericIPAddressField()
    last_at = models.DateTimeField()

    objects = CallAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "caller", "address"], name="call_address_once_per_caller")
        ]
        indexes = [models.Index(fields=["last_at"], name="call_address_by_last_call")]

    def __str__(self) -> str:
        return f"CallAddress #{self.pk}"
