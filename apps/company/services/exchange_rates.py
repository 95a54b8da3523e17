"""Exchange rates: entered, corrected, deleted. What was converted with one keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.company.models import ExchangeRate
from apps.company.services.rows import change_row, create_row, delete_rows

RATE_FIELDS = ("currency", "date", "rate")


def create_exchange_rate(*, account: Account, by: Actor, **fields: Any) -> ExchangeRate:
    """`fields` are those of RATE_FIELDS. Raises ValidationError, which names the fields, and CodeTaken."""
    row = ExchangeRate(account=account)
    return create_row(row, "financial.exchange_rate_created", RATE_FIELDS, fields, by)


def update_exchange_rate(*, exchange_rate: ExchangeRate, by: Actor, **fields: Any) -> ExchangeRate:
    """What is not in `fields` stays. Raises ValidationError, which names the fields, and CodeTaken."""
    return change_row(exchange_rate, "financial.exchange_rate_changed", RATE_FIELDS, fields, by)


def delete_exchange_rates(*, exchange_rates: Sequence[ExchangeRate], by: Actor) -> None:
    delete_rows(exchange_rates, "financial.exchange_rate_deleted", RATE_FIELDS, by)
