"""Rows with costs: always in the account's currency, and beside them what was given in another one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Costed(models.Model):
    """`foreign_costs` has an entry for each cost that was given in another currency: the `field`, the `currency`, the
    `amount`, the `exchange_rate` by which it became the cost that the field holds, and the `date` of that rate. It
    stays so, whatever rates are entered later. Amounts are texts, so that none is rounded.
    """

    foreign_costs = models.JSONField(_("costs given in another currency"), default=list, blank=True, editable=False)

    class Meta:
        abstract = True


def in_words(entries: list[dict[str, Any]]) -> list[str]:
    """For the record: "unit_cost_stock: 120 USD × 4012.5 (2026-01-29)"."""
    return [
        f"{entry['field']}: {entry['amount']} {entry['currency']} × {entry['exchange_rate']} ({entry['date']})"
        for entry in entries
    ]


def plain(value: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{value.normalize():f}"
