"""A file of exchange rates: what it would add and change, and what it did."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.company.exchange.planning import SHEET, RatePlan
from apps.company.models import ExchangeRate
from apps.company.services.exchange_rate_imports import Imported, import_exchange_rates
from apps.settings.panel.importing import FileImport
from apps.settings.templatetags.numbers import number


def import_of(account: Account, by: Actor, list_url: str) -> FileImport[RatePlan]:
    return FileImport(
        title=_("Import exchange rates"),
        list_url=list_url,
        sheet=SHEET,
        template="settings/financial/import.html",
        plan=lambda lines: RatePlan(account, lines),
        write=lambda lines: _told(import_exchange_rates(account=account, lines=lines, by=by)),
        name_of=_equation,
    )


def _equation(rate: ExchangeRate) -> str:
    return f"1 {rate.currency} = {number(rate.rate.normalize())} {rate.account.currency}"


def _told(done: Imported) -> str:
    words = _("Exchange rates: %(added)s added, %(changed)s changed, %(same)s there already.")
    return words % {"added": number(done.added), "changed": number(done.changed), "same": number(done.same)}
