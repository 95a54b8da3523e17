"""Costs in the account's currency: converted once, by the rate of their day, and kept with what was given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.company.exchange.converting import Rate, rate_on
from apps.company.models import CostCentre
from apps.maintenance.models.costed import plain

CURRENCY = "currency"
"""What is said beside costs that are in another currency than the account's."""
DIGITS = 80
"""More than two numbers of the widest columns multiplied can have."""


def in_own_currency(row: Any, fields: dict[str, Any], names: Iterable[str], *, at: datetime | None) -> dict[str, Any]:
    """`fields` of `row` with the costs `names` among them converted, and `foreign_costs` telling what they were.

    They are in the currency that `fields` name, as of the day of `at`, or of today. Raises ValidationError under
    "currency" when there is none of that name, or no rate of it.
    """
    fields = dict(fields)
    currency = (fields.pop(CURRENCY, "") or "").upper()
    given = [name for name in names if name in fields and (currency or fields[name] != getattr(row, name))]
    if not given:
        return fields
    rate = rate_on(row.account, currency, day_of(row.account, at)) if currency else None
    kept = [entry for entry in row.foreign_costs if entry["field"] not in given]
    for name in given if rate else ():
        if rate and fields[name] is not None:
            kept.append(_entry(name, fields[name], rate))
            fields[name] = _converted(row, name, fields[name], rate)
    return fields | {"foreign_costs": kept}


def day_of(account: Account, at: datetime | None) -> date:
    """The day of `at`, or of now, where the account is."""
    return timezone.localtime(at, ZoneInfo(account.time_zone)).date()


def known_cost_centre(account: Account, words: str) -> str:
    """The name of the active cost centre that `words` name, or whose code they are.

    Raises ValidationError for any other; while an account has none at all, whatever is written is as good.
    """
    found = CostCentre.objects.called(account, words) if words else None
    if found or not words:
        return found.name if found else ""
    if CostCentre.objects.of(account).exists():
        text = _("There is no active cost centre called “%(words)s”.")
        raise ValidationError({"costs_center_description": text % {"words": words}})
    return words


def _entry(name: str, amount: Decimal, rate: Rate) -> dict[str, Any]:
    return {
        "field": name, "currency": rate.currency, "amount": plain(amount), "exchange_rate": plain(rate.rate),
        "date": rate.date.isoformat(),
    }  # fmt: skip


def _converted(row: Any, name: str, amount: Decimal, rate: Rate) -> Decimal:
    """As exact as the column; raises ValidationError for an amount that the column could not hold as it is."""
    column = row._meta.get_field(name)
    try:
        column.run_validators(amount)
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    with localcontext(prec=DIGITS):
        return (amount * rate.rate).quantize(Decimal(1).scaleb(-column.decimal_places), ROUND_HALF_UP)
