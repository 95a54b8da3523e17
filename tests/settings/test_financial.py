"""Financial: currency and format, taxes, exchange rates and cost centres."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, Role, User
from apps.audit.models import Transaction
from apps.company.exchange.planning import SHEET
from apps.company.models import CostCentre, ExchangeRate, Tax
from tests.conftest import sign_in
from tests.factories import GroupFactory, UserFactory
from tests.money import in_pesos, new_cost_centre, new_day_of_rates, new_rate, new_tax
from tests.settings.conftest import HTMX, streamed

FINANCIAL = "/settings/financial/"
TAXES, RATES, CENTRES = (f"{FINANCIAL}{slug}/" for slug in ("taxes", "exchange-rates", "cost-centres"))
SENT = {"currency": "COP", "decimal_format": "point_comma", "decimals": "0"}
TAX = {"code": "IVA19", "name": "IVA general", "rate": "19", "active": "on"}
RATE = {"currency": "USD", "date": "2026-01-10", "rate": "4012.5"}
CENTRE = {"code": "CC-1", "name": "Planta Norte", "active": "on"}


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    found: dict[str, list[str]] = answer.context["form"].errors
    return found


def test_currency_and_format_are_saved_shown_and_on_the_record(ana: User, account: Account) -> None:
    page = sign_in(ana).post(FINANCIAL, SENT, follow=True)
    account.refresh_from_db()
    assert (account.currency, account.decimal_format, account.decimals) == ("COP", "point_comma", 0)
    assert "1.234.568 COP" in page.content.decode()
    entry = Transaction.objects.get(action="settings_changed")
    assert entry.changes["currency"] == ["", "COP"]
    assert entry.module == "financial"


def test_the_decimals_are_those_of_the_currency_unless_others_are_chosen(ana: User, account: Account) -> None:
    page = sign_in(ana).post(FINANCIAL, SENT | {"decimals": "", "currency": "KWD"}, follow=True)
    assert "1.234.567,891 KWD" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("currency", ""), ("currency", "XYZ"), ("decimals", "9"), ("decimal_format", "x")]
)
def test_what_cannot_be_is_refused_at_its_field(ana: User, account: Account, field: str, value: str) -> None:
    assert set(errors_of(sign_in(ana).post(FINANCIAL, SENT | {field: value}))) == {field}
    account.refresh_from_db()
    assert account.currency == ""


def test_it_is_said_before_that_the_currency_stays_and_why_it_does(ana: User, account: Account) -> None:
    new_rate(in_pesos(account), "2026-01-10", "4000")
    client = sign_in(ana)
    assert "it cannot be changed any more" in client.get(FINANCIAL).content.decode()
    refused = errors_of(client.post(FINANCIAL, SENT | {"currency": "EUR"}))
    assert "There are exchange rates to COP" in refused["currency"][0]


@pytest.mark.parametrize(
    ("decimal_format", "rate", "count"),
    [
        ("comma_point", "4,012.5", "1,200"),
        ("point_comma", "4.012,5", "1.200"),
        ("blank_comma", "4\xa0012,5", "1\xa0200"),
        ("apostrophe_point", "4&#x27;012.5", "1&#x27;200"),
        ("language", "4,012.5", "1,200"),
    ],
)
def test_the_decimal_format_rules_every_number_on_a_page(
    ana: User, account: Account, decimal_format: str, rate: str, count: str
) -> None:
    new_rate(in_pesos(account, decimal_format=decimal_format), "2026-01-10", "4012.5")
    ExchangeRate.objects.bulk_create(_rates(account, 1199))
    client = sign_in(ana)
    page = client.get(f"{RATES}?sort=date&since=2026-01-10&until=2026-01-10").content.decode()
    assert rate in page
    assert count in client.get(RATES).content.decode()


def test_the_decimal_sign_rules_what_is_exported_too(ana: User, account: Account) -> None:
    new_rate(in_pesos(account, decimal_format="point_comma"), "2026-01-10", "4012.5")
    text = streamed(sign_in(ana).get(f"{RATES}export/"))
    assert '"4012,5"' in text
    assert Transaction.objects.get(action="list_exported").changes["list"] == [None, "exchange-rates"]


@pytest.mark.parametrize(
    ("url", "sent", "model", "changed"),
    [
        (TAXES, TAX, Tax, {"rate": "5.25", "is_default": "on"}),
        (CENTRES, CENTRE, CostCentre, {"name": "Planta Sur", "active": ""}),
        (RATES, RATE, ExchangeRate, {"rate": "4,100.25"}),
    ],
)
def test_a_row_is_made_changed_and_deleted_in_the_panel(
    ana: User, account: Account, url: str, sent: dict[str, str], model: Any, changed: dict[str, str]
) -> None:
    in_pesos(account)
    client = sign_in(ana)
    assert client.get(f"{url}add/", headers=HTMX).status_code == 200
    assert client.post(f"{url}add/", sent, headers=HTMX).status_code == 204
    row = model.objects.get()
    assert row.account == account
    panel = f"{url}{row.pk}/"
    assert client.get(panel, headers=HTMX).status_code == 200
    data = {name: value for name, value in (sent | changed).items() if value}
    assert client.post(panel, data, headers=HTMX).status_code == 204
    entry = Transaction.objects.filter(module="financial").order_by("-number")[0]
    assert set(entry.changes) == set(changed)
    assert client.post(f"{panel}delete/").status_code == 302
    assert not model.objects.exists()


@pytest.mark.parametrize(
    ("url", "sent", "field", "words"),
    [
        (TAXES, TAX, "code", "Code is taken already"),
        (CENTRES, CENTRE, "code", "Code is taken already"),
        (CENTRES, CENTRE | {"code": "CC-2"}, "name", "Name is taken already"),
        (RATES, RATE, "date", "There is a rate of this currency for this day already."),
        (RATES, RATE | {"currency": "COP"}, "currency", "the currency of the account itself"),
        (RATES, RATE | {"date": "2026-01-11", "rate": "0"}, "rate", "greater than"),
        (RATES, RATE | {"rate": "4.012,5"}, "rate", "Write a number like 1,234.5."),
        (RATES, RATE | {"rate": ""}, "rate", "Rate cannot be blank"),
        (TAXES, TAX | {"code": "B", "rate": "101"}, "rate", "less than"),
    ],
)
def test_what_is_taken_or_cannot_be_is_told_at_its_field(
    ana: User, account: Account, url: str, sent: dict[str, str], field: str, words: str
) -> None:
    in_pesos(account)
    client = sign_in(ana)
    for first, one in ((TAXES, TAX), (CENTRES, CENTRE), (RATES, RATE)):
        assert client.post(f"{first}add/", one).status_code == 302
    errors = errors_of(client.post(f"{url}add/", sent))
    assert set(errors) == {field}
    assert words in errors[field][0]


def test_a_number_is_typed_and_shown_as_the_account_writes_it(ana: User, account: Account) -> None:
    in_pesos(account, decimal_format="point_comma")
    client = sign_in(ana)
    client.post(f"{RATES}add/", RATE | {"rate": "4.012,5"})
    row = ExchangeRate.objects.get()
    assert row.rate == Decimal("4012.5")
    assert 'value="4012,5"' in client.get(f"{RATES}{row.pk}/").content.decode()


def test_many_are_deleted_at_once_and_each_is_on_the_record(ana: User, account: Account) -> None:
    rows = [new_day_of_rates(account) for _ in range(3)]
    client = sign_in(ana)
    data = {"action": "delete", "confirmed": "1", "selected": [str(row.pk) for row in rows[:2]]}
    assert "2 exchange rates are deleted." in client.post(RATES, data, follow=True).content.decode()
    assert ExchangeRate.objects.get() == rows[2]
    assert Transaction.objects.filter(action="exchange_rate_deleted").count() == 2


@pytest.mark.parametrize(
    ("url", "query", "found"),
    [
        (TAXES, "?q=iva", {"IVA19", "IVA5"}),
        (TAXES, "?status=inactive", {"ICA"}),
        (CENTRES, "?q=norte", {"CC-1"}),
        (CENTRES, "?status=inactive", {"CC-2"}),
        (RATES, "?currency=EUR", {"EUR 2026-01-10"}),
        (RATES, "?since=2026-01-11", {"USD 2026-01-11"}),
        (RATES, "?until=2026-01-10&currency=USD", {"USD 2026-01-10"}),
        (RATES, "?since=x", set()),
        (RATES, "?q=eur", {"EUR 2026-01-10"}),
        (RATES, "?q=US+dollar&until=2026-01-10", {"USD 2026-01-10"}),
        (RATES, "?q=nothing", set()),
    ],
)
def test_lists_are_searched_and_narrowed(ana: User, account: Account, url: str, query: str, found: set[str]) -> None:
    in_pesos(account)
    new_tax(account), new_tax(account, "IVA5"), new_tax(account, "ICA", name="Industria", active=False)
    new_cost_centre(account, "CC-1", name="Planta Norte"), new_cost_centre(account, "CC-2", active=False)
    for day, currency in (("2026-01-10", "USD"), ("2026-01-11", "USD"), ("2026-01-10", "EUR")):
        new_rate(account, day, "4000", currency)
    shown = sign_in(ana).get(url + query).context["table"]
    assert {getattr(entry["row"], "code", str(entry["row"])) for entry in shown} == found


def looked_at(client: Client, content: str) -> Any:
    file = SimpleUploadedFile("rates.csv", content.encode(), content_type="text/csv")
    return client.post(f"{RATES}import/", {"file": file})


def test_what_is_exported_can_be_imported_again(ana: User, account: Account, other_account: Account) -> None:
    in_pesos(account, decimal_format="point_comma")
    Account.objects.filter(pk=account.pk).update(language="es", date_format="day_first")
    User.objects.filter(pk=ana.pk).update(language="es")
    new_rate(account, "2026-01-10", "4012.5"), new_rate(account, "2026-01-11", "0.0000012345", "JPY")
    client = sign_in(ana)
    text = streamed(client.get(f"{RATES}export/"))
    before = {(row.currency, row.date): row.rate for row in ExchangeRate.objects.of(account)}
    assert looked_at(client, text).context["counts"] == {"refused": 0, "added": 0, "changed": 0, "same": 2}
    ExchangeRate.objects.of(account).delete()
    again = looked_at(client, text).context["text"]
    assert client.post(f"{RATES}import/", {"text": again}).status_code == 302
    assert {(row.currency, row.date): row.rate for row in ExchangeRate.objects.of(account)} == before
    assert len(list(csv.reader(io.StringIO(text)))) == 3


def test_a_file_is_looked_at_and_then_brought_in(ana: User, account: Account) -> None:
    new_rate(in_pesos(account, decimal_format="point_comma"), "2026-01-10", "4000")
    client = sign_in(ana)
    assert 'type="file"' in client.get(f"{RATES}import/").content.decode()
    page = looked_at(client, "date;currency;rate\n2026-01-10;USD;4012,5\n2026-01-10;EUR;4500\n")
    for words in ("Date, currency", "2026-01-10 USD", "Rate: 4.000 → 4.012,5", "1 EUR = 4.500 COP"):
        assert words in page.content.decode()
    assert ExchangeRate.objects.get().rate == 4000
    done = client.post(f"{RATES}import/", {"text": page.context["text"]}, follow=True).content.decode()
    assert "Exchange rates: 1 added, 1 changed, 0 there already." in done


def test_a_file_that_is_wrong_is_told_line_by_line_and_changes_nothing(ana: User, account: Account) -> None:
    in_pesos(account)
    client = sign_in(ana)
    page = looked_at(client, "date,currency,rate\n2026-01-10,USD,4000\n2026-01-11,<b>X,1\n2026-01-12,USD,x\n")
    told = [(line.number, what) for line, what in page.context["lines"] if line.errors]
    assert told[0] == (3, "Currency: There is no currency <b>X.")
    assert (told[1][0], page.context["may_import"], "<b>X" in page.content.decode()) == (4, False, False)
    assert client.post(f"{RATES}import/", {"text": page.context["text"]}).status_code == 422
    assert not ExchangeRate.objects.exists()


def test_the_largest_file_comes_back_from_its_preview(ana: User, account: Account) -> None:
    in_pesos(account)
    client, note, count = sign_in(ana), "x" * 95_000, 10
    first = date(1990, 1, 1)
    lines = "".join(f"{first + timedelta(days=number)},USD,1,{note}\n" for number in range(count))
    page = looked_at(client, f"date,currency,rate,note\n{lines}")
    assert len(page.context["text"]) > SHEET.most_bytes * 0.9
    assert client.post(f"{RATES}import/", {"text": page.context["text"]}).status_code == 302
    assert ExchangeRate.objects.count() == count


def test_whoever_may_only_look_sees_no_way_to_change_anything(account: Account) -> None:
    group = GroupFactory.create(account=account, permissions=["financial:view"])
    viewer = UserFactory.create(account=account, role=Role.CUSTOM, permission_group=group, language="en")
    tax, rate = new_tax(account), new_day_of_rates(account)
    client = sign_in(viewer)
    assert client.get(FINANCIAL).context["save_form"] == ""
    assert client.get(TAXES).context["add_url"] == ""
    assert client.get(f"{TAXES}{tax.pk}/").context["delete_url"] == ""
    assert client.get(RATES).context["actions"] == []
    refused = (
        client.post(FINANCIAL, SENT), client.get(f"{TAXES}add/"), client.post(f"{TAXES}{tax.pk}/", TAX),
        client.post(f"{TAXES}{tax.pk}/delete/"), client.get(f"{RATES}import/"), client.get(f"{RATES}export/"),
        client.post(RATES, {"action": "delete", "confirmed": "1", "selected": [str(rate.pk)]}),
    )  # fmt: skip
    assert {answer.status_code for answer in refused} == {403}
    assert (Tax.objects.count(), ExchangeRate.objects.count()) == (1, 1)


@pytest.mark.parametrize("url", [FINANCIAL, TAXES, RATES, CENTRES])
def test_a_page_takes_as_many_queries_whatever_is_in_it(ana: User, account: Account, url: str) -> None:
    client = sign_in(ana)
    new_tax(account), new_cost_centre(account), new_day_of_rates(account)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    client.get(url)
    before = queries()
    for number in range(5):
        new_tax(account, f"T{number}"), new_cost_centre(account, f"C{number}"), new_day_of_rates(account)
    assert queries() == before


def _rates(account: Account, count: int) -> list[ExchangeRate]:
    """Of so many days, in another currency."""
    first = date(2020, 1, 1)
    days = (first + timedelta(days=number) for number in range(count))
    return [ExchangeRate(account=account, currency="EUR", date=day, rate=4500) for day in days]
