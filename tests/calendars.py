"""Holidays for tests, made by the service."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from apps.accounts.models import Account
from apps.company.models import Holiday
from apps.company.services.business_calendar import create_holiday
from tests.factories import TESTER


def new_holiday(account: Account, **fields: Any) -> Holiday:
    """On a date that the account has none for yet."""
    fields.setdefault("description", "Festivo")
    fields.setdefault("date", date(2030, 2, 8) + timedelta(days=Holiday.objects.of(account).count()))
    return create_holiday(account=account, by=TESTER, **fields).row
