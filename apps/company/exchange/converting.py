"""What a cost that was given in another currency is in the account's own, by the rate of its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.financial_settings import validate_currency
from apps.accounts.models import Account
from apps.company.models import ExchangeRate


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` was `rate` units of the account's currency; `date` is the day of that rate."""

    currency: str
    rate: Decimal
    date: date


def rate_on(account: Account, currency: str, day: date) -> Rate | None:
    """The newest rate of `currency` on `day` or before it; None for the account's own currency, or for none.

    Raises ValidationError under "currency" when nobody knows such a currency, or there is no rate.
    """
    if not currency:
        return None
    try:
        validate_currency(currency)
    except ValidationError as error:
        raise ValidationError({"currency": error.messages}) from error
    own = Account.objects.values_list("currency", flat=True).get(pk=account.pk)
    return None if currency == own else _newest(account, currency, day, own)


def _newest(account: Account, currency: str, day: date, own: str) -> Rate:
    if not own:
        raise ValidationError({"currency": _("The account has not chosen its own currency yet.")})
    found = ExchangeRate.objects.on(account, currency, day)
    if found is None:
        text = _("There is no exchange rate of %(currency)s on %(date)s or before.")
        raise ValidationError({"currency": text % {"currency": currency, "date": day.isoformat()}})
    return Rate(currency, found.rate, found.date)
