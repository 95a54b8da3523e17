"""What of an account's plan its programs use up: consumers, and calls in a calendar month."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import usage
from apps.accounts.models import Account
from apps.common import counting
from apps.connections.models import CallMeter, Consumer
from apps.connections.months import month_of_calls
from apps.connections.services.meter.reading import bring_in


def consumers(account: Account) -> int:
    return counting.total(Consumer, account, {}) or 0


def calls_this_month(account: Account) -> int:
    """Calls that were let in."""
    bring_in(account)
    return CallMeter.objects.of(account).calls_in(*month_of_calls(account, timezone.now()))


def next_month(account: Account) -> datetime:
    """When calls are counted from nothing again."""
    return month_of_calls(account, timezone.now()).end


usage.register(usage.Measure("consumers", _("OAuth consumers"), consumers, limit="consumers_limit"))
usage.register(
    usage.Measure("calls", _("Calls this month"), calls_this_month, limit="calls_per_month", starts_over=next_month)
)
