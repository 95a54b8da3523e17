"""Taxes: made, changed, deleted; one of them is what is meant where none is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import Account
from apps.accounts.turns import hold
from apps.audit.actors import Actor
from apps.company.models import Tax
from apps.company.services.rows import change_row, create_row, delete_rows

TAX_FIELDS = ("code", "name", "rate", "active", "is_default")


@transaction.atomic
def create_tax(*, account: Account, by: Actor, **fields: Any) -> Tax:
    """`fields` are those of TAX_FIELDS. A new default takes the place of the old one.

    Raises ValidationError, which names the fields, and CodeTaken.
    """
    tax = Tax(account=account)
    _make_room(tax, fields, by)
    return create_row(tax, "financial.tax_created", TAX_FIELDS, fields, by)


@transaction.atomic
def update_tax(*, tax: Tax, by: Actor, **fields: Any) -> Tax:
    """What is not in `fields` stays. Raises ValidationError, which names the fields, and CodeTaken."""
    _make_room(tax, fields, by)
    return change_row(tax, "financial.tax_changed", TAX_FIELDS, fields, by)


def delete_taxes(*, taxes: Sequence[Tax], by: Actor) -> None:
    delete_rows(taxes, "financial.tax_deleted", TAX_FIELDS, by)


def _make_room(tax: Tax, fields: dict[str, Any], by: Actor) -> None:
    """If `tax` is to be the default, the one that is so now is no more. Two that want to be take turns."""
    if not fields.get("is_default"):
        return
    hold(tax.account)
    for other in Tax.objects.of(tax.account).filter(is_default=True).exclude(pk=tax.pk):
        change_row(other, "financial.tax_changed", TAX_FIELDS, {"is_default": False}, by)
