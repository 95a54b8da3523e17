"""The account's currency, and how it writes amounts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.accounts.services.changes import change_account
from apps.accounts.turns import hold
from apps.audit.actors import Actor
from apps.company.models import ExchangeRate
from apps.company.signals import costs_sought

FINANCIAL_FIELDS = ("currency", "decimal_format", "decimals")


@transaction.atomic
def update_financial_settings(*, account: Account, by: Actor, **fields: Any) -> Account:
    """Change those of FINANCIAL_FIELDS that are in `fields`. Raises ValidationError.

    The first choice of a currency is free. Another one is refused while anything is in the first: its figures would be
    read as what they are not.
    """
    hold(account)
    before = Account.objects.values_list("currency", flat=True).get(pk=account.pk)
    if before and fields.get("currency", before) != before:
        _require_nothing_in(before, account)
    return change_account(account, by, "financial.settings_changed", FINANCIAL_FIELDS, fields)


def _require_nothing_in(currency: str, account: Account) -> None:
    words = {"currency": currency}
    if any(has_some for _receiver, has_some in costs_sought.send(Account, account=account)):
        text = _("There are costs in %(currency)s, which would be read in another currency: it cannot be changed.")
        raise ValidationError({"currency": text % words})
    if ExchangeRate.objects.of(account).exists():
        text = _("There are exchange rates to %(currency)s. Delete them first: to another currency they are wrong.")
        raise ValidationError({"currency": text % words})
