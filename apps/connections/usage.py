"""What of an account's plan its programs use up: consumers, and calls in a calendar month."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import usage
from apps.accounts.models import Account
from apps.common import counting
from apps.connections.models import CallMeter, Consumer
from apps.connections.models.meter import WHOLE_ACCOUNT
from apps.connections.services.meter.reading import bring_in


def consumers(account: Account) -> int:
    return counting.total(Consumer, account, {}) or 0


def month_of(account: Account, now: datetime) -> datetime:
    """When the month began, where the account is."""
    return now.astimezone(ZoneInfo(account.time_zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def calls_this_month(account: Account) -> int:
    """Calls that were let in: one row for each hour since the month began, found by an index."""
    bring_in(account)
    rows = CallMeter.objects.of(account).of_caller(WHOLE_ACCOUNT).since(month_of(account, timezone.now()))
    return rows.aggregate(sum=Sum("allowed"))["sum"] or 0


usage.register(usage.Measure("consumers", _("OAuth consumers"), consumers, limit="consumers_limit"))
usage.register(usage.Measure("calls", _("Calls this month"), calls_this_month, limit="calls_per_month"))
