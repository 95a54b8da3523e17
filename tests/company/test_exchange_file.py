"""A file of exchange rates: read in the account's way of writing, and entered as a whole or not at all."""

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
from apps.company import exchange_file
from apps.company.models import ExchangeRate
from apps.company.services.exchange_rates_import import Imported, import_exchange_rates
from tests.factories import TESTER
from tests.money import in_pesos, new_rate

DAY = date(2026, 1, 10)
READ = {("USD", DAY): Decimal("4012.5")}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def errors_of(content: str) -> list[str]:
    with pytest.raises(ValidationError) as error:
        exchange_file.read(content.encode())
    return error.value.messages


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("decimal_format", "date_format", "content"),
    [
        ("comma_point", "language", "date,currency,rate\n2026-01-10,USD,4012.5\n"),
        ("point_comma", "day_first", "date;currency;rate\n10/01/2026;usd;4012,5\n"),
        ("blank_comma", "month_first", "currency;date;rate;note\nUSD – US dollar;01/10/2026;4012,50;x\n\n"),
        ("language", "year_first", '\ufeff"Date","Currency","Rate"\r\n"2026-01-10","USD","4012.5"\r\n'),
    ],
)
def test_a_file_is_read_as_the_account_writes(decimal_format: str, date_format: str, content: str) -> None:
    with number_formats.override(decimal_format), date_formats.override(date_format):
        assert exchange_file.read(content.encode()) == READ


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026-01-10,XYZ,1", "There is no currency XYZ."),
        ("2026-02-30,USD,1", "“2026-02-30” is no day."),
        ("10/01/2026,USD,1", "is no day."),
        ('2026-01-10,USD,"4,012.5"', "“4,012.5” is no rate. Write it like 4012.5."),
        ("2026-01-10,USD,0", "more than 0"),
        ("2026-01-10,USD,-1", "more than 0"),
        ("2026-01-10,USD,0.00000000001", "up to 10 decimals"),
        ("2026-01-10,USD,99999999999", "more than 0"),
        ("2026-01-10,USD,=1+1", "is no rate."),
        ("2026-01-10,USD,", "is no rate."),
    ],
)
def test_a_line_that_cannot_be_is_named(line: str, words: str) -> None:
    (error,) = errors_of(f"date,currency,rate\n2026-01-09,USD,4000\n{line}\n")
    assert error.startswith("Line 3: ")
    assert words in error


@pytest.mark.any_database
def test_what_points_group_in_one_country_is_never_taken_for_a_decimal_of_another() -> None:
    with number_formats.override("point_comma"):
        assert "is no rate" in errors_of("date;currency;rate\n2026-01-10;USD;4.012\n")[0]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file is empty"),
        ("date,currency\n2026-01-10,USD\n", "name these columns: date, currency, rate"),
        ("date,date,currency,rate\n", "twice"),
        ("date,currency,rate\n", "There are no exchange rates"),
        ("date,currency,rate\n2026-01-10,USD,1\n2026-01-10,usd,2\n", "in the file twice"),
        ("x" * (exchange_file.SHEET.most_bytes + 1), "too large"),
        ("date,currency,rate\n" + "2026-01-10,USD,x\n" * (exchange_file.SHEET.most_lines + 1), "too many lines"),
    ],
)
def test_a_file_that_is_none_says_so(content: str, words: str) -> None:
    assert words in errors_of(content)[0]


@pytest.mark.any_database
def test_of_many_wrong_lines_the_first_are_told() -> None:
    assert len(errors_of("date,currency,rate\n" + "x,y,z\n" * 50)) == exchange_file.TOLD


def test_rates_are_added_and_take_the_place_of_others(account: Account) -> None:
    in_pesos(account)
    new_rate(account, "2026-01-10", "4000"), new_rate(account, "2026-01-11", "4100")
    rates = READ | {("USD", date(2026, 1, 11)): Decimal(4100), ("EUR", DAY): Decimal(4500)}
    assert import_exchange_rates(account=account, rates=rates, by=TESTER) == Imported(added=1, changed=1, same=1)
    assert {(row.currency, row.date): row.rate for row in ExchangeRate.objects.of(account)} == rates
    entry = Transaction.objects.get(action="exchange_rates_imported")
    assert entry.changes["added"] == [None, 1]
    assert entry.changes["currency"] == [None, ["EUR", "USD"]]
    assert Transaction.objects.get(action="exchange_rate_changed").changes == {"rate": ["4000", "4012.5"]}


def test_a_file_with_the_accounts_own_currency_changes_nothing(account: Account) -> None:
    in_pesos(account)
    with pytest.raises(ValidationError, match="currency of the account itself"):
        import_exchange_rates(account=account, rates=READ | {("COP", DAY): Decimal(1)}, by=TESTER)
    assert not ExchangeRate.objects.exists()


def test_an_import_asks_for_no_rate_by_itself(account: Account, other_account: Account) -> None:
    in_pesos(account), in_pesos(other_account)
    new_rate(other_account, "2026-01-10", "1")

    def queries(rates: dict[tuple[str, date], Decimal]) -> int:
        with CaptureQueriesContext(connection) as asked:
            import_exchange_rates(account=account, rates=rates, by=TESTER)
        return len(asked)

    few = queries({("USD", date(2025, 1, day)): Decimal(day) for day in range(1, 3)})
    many = queries({("USD", date(2025, 2, day)): Decimal(day) for day in range(1, 25)})
    assert many == few
    assert ExchangeRate.objects.of(other_account).get().rate == 1
