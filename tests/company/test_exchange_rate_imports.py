"""A file of exchange rates: read in the account's way of writing, and brought in as a whole or not at all."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from apps.accounts import date_formats, number_formats
from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.company.exchange.planning import SHEET, RatePlan
from apps.company.importing.plan import REFUSED
from apps.company.models import ExchangeRate
from apps.company.services.exchange_rate_imports import Imported, import_exchange_rates
from tests.factories import TESTER
from tests.money import in_pesos, new_rate

DAY = date(2026, 1, 10)
READ = {("USD", DAY): Decimal("4012.5")}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def bring_in(account: Account, content: str) -> Imported:
    return import_exchange_rates(account=account, lines=SHEET.parsed(content), by=TESTER)


def rates_of(account: Account) -> dict[tuple[str, date], Decimal]:
    return {(row.currency, row.date): row.rate for row in ExchangeRate.objects.of(account)}


def refusals(account: Account, content: str) -> dict[int, str]:
    return {line.number: " ".join(line.errors) for line in RatePlan(account, SHEET.parsed(content)).of(REFUSED)}


@pytest.mark.parametrize(
    ("decimal_format", "date_format", "content"),
    [
        ("comma_point", "language", "date,currency,rate\n2026-01-10,USD,4012.5\n"),
        ("point_comma", "day_first", "date;currency;rate\n10/01/2026;usd;4012,5\n"),
        ("blank_comma", "month_first", "currency;date;rate;note\nUSD – US dollar;01/10/2026;4012,50;x\n\n"),
        ("language", "year_first", '\ufeff"Date","Currency","Rate"\r\n"2026-01-10","USD","4012.5"\r\n'),
    ],
)
def test_a_file_is_read_as_the_account_writes(
    account: Account, decimal_format: str, date_format: str, content: str
) -> None:
    in_pesos(account)
    with number_formats.override(decimal_format), date_formats.override(date_format):
        bring_in(account, SHEET.text_of(content.encode()))
    assert rates_of(account) == READ


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026-01-10,XYZ,1", "Currency: There is no currency XYZ."),
        ("2026-02-30,USD,1", "Date: “2026-02-30” is no day."),
        ("10/01/2026,USD,1", "Date: “10/01/2026” is no day."),
        ('2026-01-10,USD,"4,012.5"', "Rate: “4,012.5” is no rate. Write it like 4012.5."),
        ("2026-01-10,USD,0", "Rate: A rate is more than 0"),
        ("2026-01-10,USD,-1", "more than 0"),
        ("2026-01-10,USD,0.00000000001", "up to 10 decimals"),
        ("2026-01-10,USD,99999999999", "more than 0"),
        ("2026-01-10,USD,=1+1", "is no rate."),
        ("2026-01-10,USD,", "is no rate."),
        ("2026-01-10,COP,1", "Currency: This is the currency of the account itself."),
        ("2026-01-09,usd,1", "Line 2 has this currency and day already."),
        (
            "x,y,z",
            "Date: “x” is no day. Write it like 2026-01-31. Currency: There is no currency y. Rate: “z” is no rate.",
        ),
    ],
)
def test_one_refused_line_refuses_the_file_and_names_its_columns(account: Account, line: str, words: str) -> None:
    content = f"date,currency,rate\n2026-01-09,USD,4000\n{line}\n"
    ((number, told),) = refusals(in_pesos(account), content).items()
    assert number == 3
    assert words in told
    with pytest.raises(ValidationError, match="Nothing was imported"):
        bring_in(account, content)
    assert not ExchangeRate.objects.exists()


def test_an_account_without_a_currency_is_asked_for_it_first(account: Account) -> None:
    assert refusals(account, "date,currency,rate\n2026-01-10,USD,1\n") == {
        2: "Currency: First choose the currency of the account."
    }


def test_what_points_group_in_one_country_is_never_taken_for_a_decimal_of_another(account: Account) -> None:
    with number_formats.override("point_comma"):
        assert "is no rate" in refusals(in_pesos(account), "date;currency;rate\n2026-01-10;USD;4.012\n")[2]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file is empty"),
        ("date,currency\n2026-01-10,USD\n", "name these columns: date, currency, rate"),
        ("date,date,currency,rate\n", "twice"),
        ("date,currency,rate\n", "nothing in the file but the names"),
        ("x" * (SHEET.most_bytes + 1), "too large"),
        ("date,currency,rate\n" + "2026-01-10,USD,x\n" * (SHEET.most_lines + 1), "too many lines"),
    ],
)
def test_a_file_that_is_none_says_so(content: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        SHEET.parsed(SHEET.text_of(content.encode()))


@pytest.mark.any_database
@pytest.mark.parametrize("content", [b"\n" * (SHEET.most_bytes - 1), b"\xf1" * (SHEET.most_bytes - 1)])
def test_a_file_that_a_form_could_not_send_back_is_too_large(content: bytes) -> None:
    with pytest.raises(ValidationError, match="too large"):
        SHEET.text_of(content)


def test_rates_are_added_and_take_the_place_of_others(account: Account) -> None:
    in_pesos(account)
    new_rate(account, "2026-01-10", "4000"), new_rate(account, "2026-01-11", "4100")
    content = "date,currency,rate\n2026-01-10,USD,4012.50\n2026-01-11,USD,4100\n2026-01-10,EUR,4500\n"
    assert bring_in(account, content) == Imported(added=1, changed=1, same=1)
    assert rates_of(account) == READ | {("USD", date(2026, 1, 11)): Decimal(4100), ("EUR", DAY): Decimal(4500)}
    entry = Transaction.objects.get(action="exchange_rates_imported")
    assert entry.changes["added"] == [None, 1]
    assert entry.changes["currency"] == [None, ["EUR", "USD"]]
    assert Transaction.objects.get(action="exchange_rate_changed").changes == {"rate": ["4000", "4012.5"]}


def test_an_import_asks_for_no_rate_by_itself(account: Account, other_account: Account) -> None:
    in_pesos(account), in_pesos(other_account)
    new_rate(other_account, "2026-01-10", "1")

    def queries(month: str, days: range) -> int:
        content = "date,currency,rate\n" + "".join(f"2025-{month}-{day:02},USD,{day}\n" for day in days)
        with CaptureQueriesContext(connection) as asked:
            bring_in(account, content)
        return len(asked)

    assert queries("01", range(1, 3)) == queries("02", range(1, 25))
    assert ExchangeRate.objects.of(other_account).get().rate == 1
