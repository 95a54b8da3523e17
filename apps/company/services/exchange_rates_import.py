"""Bringing exchange rates in from a file: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.accounts.turns import hold
from apps.audit.actors import Actor
from apps.audit.record import record, record_each
from apps.company.models import ExchangeRate
from apps.company.services.exchange_rates import RATE_FIELDS
from apps.company.services.rows import figures

BATCH = 500
Rates = Mapping[tuple[str, date], Decimal]


@dataclass(frozen=True)
class Imported:
    """How many rates were added, how many took the place of others, and how many were there already."""

    added: int
    changed: int
    same: int


@transaction.atomic
def import_exchange_rates(*, account: Account, rates: Rates, by: Actor) -> Imported:
    """Enter `rates`, read by apps.company.exchange_file. One of a currency and day that is there takes its place.

    Raises ValidationError: nothing is written then.
    """
    hold(account)
    _require_other_currencies(account, rates)
    found = {(row.currency, row.date): row for row in _rows_meant(account, rates)}
    added = [
        ExchangeRate(account=account, currency=key[0], date=key[1], rate=rates[key]) for key in rates.keys() - found
    ]
    changed = [row for key, row in found.items() if row.rate != rates[key]]
    _change(account, changed, rates, by)
    ExchangeRate.objects.bulk_create(sorted(added, key=lambda row: (row.date, row.currency)), batch_size=BATCH)
    done = Imported(len(added), len(changed), len(found) - len(changed))
    record("financial.exchange_rates_imported", account=account, actor=by, changes=_in_words(rates, done))
    return done


def _require_other_currencies(account: Account, rates: Rates) -> None:
    own = Account.objects.values_list("currency", flat=True).get(pk=account.pk)
    if not own:
        raise ValidationError(_("First choose the currency of the account."))
    if any(currency == own for currency, _day in rates):
        text = _("There are rates of %(currency)s in the file, which is the currency of the account itself.")
        raise ValidationError(text % {"currency": own})


def _rows_meant(account: Account, rates: Rates) -> list[ExchangeRate]:
    """Those that are there already, with their account."""
    currencies, days = {currency for currency, _day in rates}, [day for _currency, day in rates]
    rows = ExchangeRate.objects.of(account).filter(currency__in=currencies, date__range=(min(days), max(days)))
    return [row for row in rows.iterator(chunk_size=BATCH) if (row.currency, row.date) in rates]


def _change(account: Account, rows: list[ExchangeRate], rates: Rates, by: Actor) -> None:
    targets = []
    for row in rows:
        before = figures(row, RATE_FIELDS)["rate"]
        row.rate = rates[row.currency, row.date]
        targets.append((row, {"rate": [before, figures(row, RATE_FIELDS)["rate"]]}))
    ExchangeRate.objects.bulk_update(rows, ["rate"], batch_size=BATCH)
    record_each("financial.exchange_rate_changed", account=account, actor=by, targets=targets)


def _in_words(rates: Rates, done: Imported) -> dict[str, list[object]]:
    days = sorted(day for _currency, day in rates)
    return {
        "currency": [None, sorted({currency for currency, _day in rates})],
        "added": [None, done.added],
        "changed": [None, done.changed],
        "since": [None, days[0].isoformat()],
        "until": [None, days[-1].isoformat()],
    }
