"""How much a consumer or the API key called, in the last 30 days and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Account
from apps.connections.models import CallMeter, Consumer
from apps.connections.models.meter import API_KEY
from apps.connections.services.meter import reading
from apps.settings.sections.api_connections.chart import Strip, strip
from apps.settings.templatetags.numbers import number

DAYS = 30


@dataclass(frozen=True)
class Day:
    """`failed` are those of the `allowed` ones that ended in an error."""

    date: date
    allowed: int = 0
    refused: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Minute:
    """The calls let in during the running minute; `limit` is None for a caller that has none of its own."""

    calls: int
    limit: int | None
    of_account: int
    account_limit: int


@dataclass(frozen=True)
class Calls:
    """`days` are 30, today last. Not `is_whole`: what was counted last has not come in yet."""

    days: list[Day]
    minute: Minute
    is_whole: bool

    @property
    def today(self) -> Day:
        return self.days[-1]

    @property
    def latest_first(self) -> list[Day]:
        return self.days[::-1]

    @property
    def total(self) -> Day:
        """Of all days, under the first one's date."""
        sums = [sum(getattr(day, name) for day in self.days) for name in ("allowed", "refused", "failed")]
        return Day(self.days[0].date, *sums)

    @property
    def summary(self) -> str:
        """ "1,204 calls in 30 days, 12 refused, 3 failed"."""
        total = self.total
        calls = total.allowed + total.refused
        parts = (
            (calls, ngettext("%(count)s call in 30 days", "%(count)s calls in 30 days", calls)),
            (total.refused, ngettext("%(count)s refused", "%(count)s refused", total.refused)),
            (total.failed, ngettext("%(count)s failed", "%(count)s failed", total.failed)),
        )
        return ", ".join(words % {"count": number(count)} for count, words in parts)

    @property
    def strips(self) -> list[Strip]:
        labels = {"allowed": _("Allowed"), "refused": _("Refused"), "failed": _("Failed")}
        return [
            strip(name, label, [(day.date, getattr(day, name)) for day in self.days]) for name, label in labels.items()
        ]


def of_consumer(account: Account, consumer: Consumer) -> Calls:
    return of_caller(account, str(consumer.pk), consumer.calls_per_minute)


def of_api_key(account: Account) -> Calls:
    return of_caller(account, API_KEY, None)


def of_caller(account: Account, caller: str, limit: int | None) -> Calls:
    """In two queries, whatever was called."""
    is_whole = reading.bring_in(account)
    of_account, calls = reading.running_minute(account, [caller])
    minute = Minute(calls, limit, of_account, account.calls_per_minute)
    return Calls(days_of(account, caller), minute, is_whole)


def days_of(account: Account, caller: str) -> list[Day]:
    """Every day of the last 30 in the account's time zone."""
    today = timezone.localdate()
    dates = [today - timedelta(days=before) for before in reversed(range(DAYS))]
    first = timezone.make_aware(datetime.combine(dates[0], time.min))
    counted = CallMeter.objects.of(account).of_caller(caller).since(first).by_day()
    found = {day: Day(day, *counts) for day, *counts in counted}
    return [found.get(day) or Day(day) for day in dates]
