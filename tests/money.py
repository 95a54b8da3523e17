"""An account that reckons in Colombian pesos, for the tests about money."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from apps.accounts.models import Account
from apps.company.models import CostCentre, ExchangeRate, Tax
from apps.company.services.cost_centres import create_cost_centre
from apps.company.services.exchange_rates import create_exchange_rate
from apps.company.services.financial import update_financial_settings
from apps.company.services.taxes import create_tax
from tests.factories import TESTER


def in_pesos(account: Account, **fields: Any) -> Account:
    update_financial_settings(account=account, by=TESTER, currency="COP", **fields)
    account.refresh_from_db()
    return account


def new_rate(account: Account, day: str, rate: str, currency: str = "USD") -> ExchangeRate:
    when = date.fromisoformat(day)
    return create_exchange_rate(account=account, by=TESTER, currency=currency, date=when, rate=Decimal(rate))


def new_day_of_rates(account: Account) -> ExchangeRate:
    """A rate of a day that has none yet, in an account that reckons in pesos from now on."""
    last = ExchangeRate.objects.of(in_pesos(account)).order_by("-date").first()
    day = last.date + timedelta(days=1) if last else date(2026, 1, 1)
    return new_rate(account, day.isoformat(), "4000")


def new_tax(account: Account, code: str = "IVA19", **fields: Any) -> Tax:
    fields = {"name": f"Impuesto {code}", "rate": Decimal(19)} | fields
    return create_tax(account=account, by=TESTER, code=code, **fields)


def new_cost_centre(account: Account, code: str = "CC-100", **fields: Any) -> CostCentre:
    fields = {"name": f"Centro {code}"} | fields
    return create_cost_centre(account=account, by=TESTER, code=code, **fields)
