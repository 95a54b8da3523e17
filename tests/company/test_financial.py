"""The account's currency, its taxes, exchange rates and cost centres."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.codes import CodeTaken
from apps.company.exchange.converting import rate_on
from apps.company.models import ExchangeRate, Tax
from apps.company.services.cost_centres import delete_cost_centres, update_cost_centre
from apps.company.services.exchange_rates import delete_exchange_rates, update_exchange_rate
from apps.company.services.financial import update_financial_settings
from apps.company.services.taxes import delete_taxes, update_tax
from tests.factories import TESTER
from tests.money import in_pesos, new_cost_centre, new_rate, new_tax
from tests.stock import new_stock

pytestmark = pytest.mark.usefixtures("english")

JANUARY = date(2026, 1, 31)


def refusal_of(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, str]:
    return {name: " ".join(texts) for name, texts in error.value.message_dict.items()}


def test_an_account_chooses_its_currency_once_freely(account: Account) -> None:
    new_stock(account, stock=Decimal(1), unit_cost_stock=Decimal(5))
    assert account.currency == ""
    assert in_pesos(account).currency == "COP"
    assert Transaction.objects.get(action="settings_changed").changes == {"currency": ["", "COP"]}


def test_another_currency_is_refused_while_there_are_costs(account: Account) -> None:
    in_pesos(account)
    new_stock(account, stock=Decimal(1), unit_cost_stock=Decimal(5))
    with pytest.raises(ValidationError) as error:
        update_financial_settings(account=account, by=TESTER, currency="EUR")
    assert "There are costs in COP" in refusal_of(error)["currency"]
    assert update_financial_settings(account=account, by=TESTER, currency="COP", decimals=0).decimals == 0


def test_another_currency_is_refused_while_there_are_rates_to_it(account: Account) -> None:
    in_pesos(account)
    rate = new_rate(account, "2026-01-02", "4000")
    with pytest.raises(ValidationError) as error:
        update_financial_settings(account=account, by=TESTER, currency="USD")
    assert "exchange rates to COP" in refusal_of(error)["currency"]
    delete_exchange_rates(exchange_rates=[rate], by=TESTER)
    assert update_financial_settings(account=account, by=TESTER, currency="USD").currency == "USD"


@pytest.mark.parametrize(("field", "value"), [("currency", "XYZ"), ("decimal_format", "x"), ("decimals", 7)])
def test_what_cannot_be_is_refused_at_its_field(account: Account, field: str, value: object) -> None:
    with pytest.raises(ValidationError) as error:
        update_financial_settings(account=account, by=TESTER, **{field: value})
    assert set(refusal_of(error)) == {field}


@pytest.mark.parametrize(
    ("currency", "decimals", "shown"), [("COP", None, 2), ("CLP", None, 0), ("KWD", None, 3), ("CLP", 2, 2)]
)
def test_amounts_have_the_decimals_of_the_currency_unless_others_are_chosen(
    currency: str, decimals: int | None, shown: int
) -> None:
    assert Account(currency=currency, decimals=decimals).decimals_shown == shown


def test_the_newest_rate_on_a_day_or_before_counts(account: Account) -> None:
    in_pesos(account)
    for day, rate in (("2026-01-10", "4000"), ("2026-01-20", "4100"), ("2026-02-01", "4200")):
        new_rate(account, day, rate)
    new_rate(account, "2026-01-30", "4500", currency="EUR")
    found = rate_on(account, "USD", JANUARY)
    assert found is not None
    assert (found.rate, found.date) == (Decimal(4100), date(2026, 1, 20))
    same_day = rate_on(account, "USD", date(2026, 1, 10))
    assert same_day is not None
    assert same_day.rate == 4000


@pytest.mark.parametrize(
    ("currency", "day", "words"),
    [
        ("USD", date(2026, 1, 9), "There is no exchange rate of USD on 2026-01-09 or before."),
        ("GBP", JANUARY, "There is no exchange rate of GBP"),
        ("XYZ", JANUARY, "There is no currency XYZ."),
    ],
)
def test_a_rate_that_is_missing_is_refused_by_name(account: Account, currency: str, day: date, words: str) -> None:
    in_pesos(account)
    new_rate(account, "2026-01-10", "4000")
    with pytest.raises(ValidationError) as error:
        rate_on(account, currency, day)
    assert words in refusal_of(error)["currency"]


def test_the_own_currency_needs_no_rate_and_no_other_accounts_rate_counts(
    account: Account, other_account: Account
) -> None:
    in_pesos(account), in_pesos(other_account)
    new_rate(other_account, "2026-01-10", "4000")
    assert rate_on(account, "COP", JANUARY) is None
    with pytest.raises(ValidationError):
        rate_on(account, "USD", JANUARY)


def test_without_a_currency_of_its_own_an_account_converts_nothing(account: Account) -> None:
    with pytest.raises(ValidationError) as error:
        rate_on(account, "USD", JANUARY)
    assert "not chosen its own currency" in refusal_of(error)["currency"]
    with pytest.raises(ValidationError) as error:
        new_rate(account, "2026-01-10", "4000")
    assert "First choose" in refusal_of(error)["currency"]


@pytest.mark.parametrize(("currency", "rate"), [("COP", "1"), ("USD", "0"), ("USD", "-1"), ("USD", "1e-11")])
def test_a_rate_is_of_another_currency_and_more_than_nothing(account: Account, currency: str, rate: str) -> None:
    in_pesos(account)
    with pytest.raises(ValidationError):
        new_rate(account, "2026-01-10", rate, currency)


def test_a_currency_has_one_rate_a_day(account: Account) -> None:
    in_pesos(account)
    new_rate(account, "2026-01-10", "4000")
    second = new_rate(account, "2026-01-11", "4010")
    with pytest.raises(CodeTaken):
        new_rate(account, "2026-01-10", "4000")
    with pytest.raises(CodeTaken):
        update_exchange_rate(exchange_rate=second, by=TESTER, date=date(2026, 1, 10))
    assert ExchangeRate.objects.of(account).count() == 2


def test_one_tax_at_most_is_the_default_and_the_record_says_what_became_of_the_other(account: Account) -> None:
    first = new_tax(account, is_default=True)
    second = new_tax(account, "IVA5", rate=Decimal(5), is_default=True)
    assert list(Tax.objects.of(account).filter(is_default=True)) == [second]
    changed = Transaction.objects.get(action="tax_changed", target_id=str(first.pk))
    assert changed.changes == {"is_default": [True, False]}


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"rate": Decimal("100.01")}, "rate"), ({"rate": Decimal(-1)}, "rate"), ({"name": ""}, "name")],
)
def test_a_tax_that_cannot_be_is_refused(account: Account, fields: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError) as error:
        new_tax(account, **fields)
    assert set(refusal_of(error)) == {named}


def test_the_default_tax_must_be_active(account: Account) -> None:
    tax = new_tax(account, is_default=True)
    with pytest.raises(ValidationError) as error:
        update_tax(tax=tax, by=TESTER, active=False)
    assert set(refusal_of(error)) == {"is_default"}


def test_codes_are_taken_once_in_an_account_and_again_in_another(account: Account, other_account: Account) -> None:
    new_tax(account), new_cost_centre(account)
    for make in (new_tax, new_cost_centre):
        with pytest.raises(CodeTaken):
            make(account)
    assert new_tax(other_account).code == "IVA19"


def test_what_is_changed_or_deleted_is_on_the_record(account: Account) -> None:
    tax, centre = new_tax(account), new_cost_centre(account)
    update_tax(tax=tax, by=TESTER, rate=Decimal("19.5"))
    update_cost_centre(cost_centre=centre, by=TESTER, active=False)
    update_cost_centre(cost_centre=centre, by=TESTER, active=False)
    delete_taxes(taxes=[tax], by=TESTER)
    delete_cost_centres(cost_centres=[centre], by=TESTER)
    entries = Transaction.objects.filter(module="financial").order_by("number")
    assert [(entry.action, entry.changes) for entry in entries[2:4]] == [
        ("tax_changed", {"rate": ["19", "19.5"]}),
        ("cost_centre_changed", {"active": [True, False]}),
    ]
    assert [entry.action for entry in entries[4:]] == ["tax_deleted", "cost_centre_deleted"]
    assert entries[4].changes["code"] == ["IVA19", None]
