"""Bringing exchange rates in from a file: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.accounts.turns import hold
from apps.audit.actors import Actor
from apps.audit.record import Changes, record, record_each
from apps.company.exchange.planning import RatePlan
from apps.company.importing.plan import ADDED, CHANGED, SAME
from apps.company.importing.sheet import Line
from apps.company.models import ExchangeRate

BATCH = 500


class Imported(NamedTuple):
    """How many rates were added, how many took the place of others, and how many were there already."""

    added: int
    changed: int
    same: int


@transaction.atomic
def import_exchange_rates(*, account: Account, lines: Sequence[Line], by: Actor) -> Imported:
    """Enter the rates that `lines` say. One of a currency and day that has a rate already takes its place.

    Raises ValidationError when one line is refused.
    """
    hold(account)
    plan = RatePlan(account, lines)
    if plan.is_refused:
        raise ValidationError(_("Nothing was imported, because a line is refused. Look at the lines again."))
    done = Imported(*(len(plan.of(outcome)) for outcome in (ADDED, CHANGED, SAME)))
    changed = [(row, _in_figures(changes)) for row, changes in plan.targets(CHANGED)]
    ExchangeRate.objects.bulk_update([row for row, _changes in changed], ["rate"], batch_size=BATCH)
    ExchangeRate.objects.bulk_create([row for row, _changes in plan.targets(ADDED)], batch_size=BATCH)
    record_each("financial.exchange_rate_changed", account=account, actor=by, targets=changed)
    record("financial.exchange_rates_imported", account=account, actor=by, changes=_in_words(plan, done))
    return done


def _in_figures(changes: Changes) -> Changes:
    return {name: [f"{value:f}" for value in pair] for name, pair in changes.items()}


def _in_words(plan: RatePlan, done: Imported) -> Changes:
    days = sorted(day for _currency, day in plan.by_key)
    return {
        "currency": [None, sorted({currency for currency, _day in plan.by_key})],
        "added": [None, done.added],
        "changed": [None, done.changed],
        "since": [None, days[0].isoformat()],
        "until": [None, days[-1].isoformat()],
    }
