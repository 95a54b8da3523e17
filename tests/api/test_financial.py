"""/financial, /taxes, /exchange_rates and /cost_centres."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.company.models import ExchangeRate
from tests.api.helpers import Program, invalid, token_for
from tests.money import in_pesos, new_cost_centre, new_rate, new_tax

RIGHTS = [f"financial:{action}" for action in ("view", "add", "edit", "delete")]
TAX = {"code": "IVA19", "name": "IVA general", "rate": "19.5"}
RATE = {"currency": "USD", "date": "2026-01-10", "rate": "4012.5"}
CENTRE = {"code": "CC-1", "name": "Planta Norte"}


@pytest.fixture
def program(account: Account) -> Program:
    in_pesos(account)
    return Program(token_for(account, RIGHTS))


def data_of(response: Any) -> Any:
    assert response.status_code in (200, 201), response.content
    return response.json()["data"]


def test_the_settings_are_read_and_changed(account: Account) -> None:
    program = Program(token_for(account, RIGHTS))
    assert data_of(program.get("/api/financial")) == {"currency": "", "decimal_format": "language", "decimals": None}
    changed = {"currency": "COP", "decimal_format": "point_comma", "decimals": 0}
    assert data_of(program.put("/api/financial", changed)) == changed
    assert data_of(program.put("/api/financial", changed)) == changed
    assert Transaction.objects.filter(action="settings_changed").count() == 1
    assert data_of(program.put("/api/financial", {"decimals": None}))["decimals"] is None


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"currency": "XYZ"}, "currency"), ({"decimal_format": "x"}, "decimal_format"), ({"decimals": 7}, "decimals"),
        ({"number": 1}, "number"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(program: Program, sent: dict[str, Any], field: str) -> None:
    assert set(invalid(program.put("/api/financial", sent))) == {field}


def test_the_currency_stays_while_something_is_in_it(account: Account, program: Program) -> None:
    new_rate(account, "2026-01-10", "4000")
    assert "exchange rates to COP" in invalid(program.put("/api/financial", {"currency": "EUR"}))["currency"]


@pytest.mark.parametrize(
    ("path", "new", "shown", "change"),
    [
        ("taxes", TAX, {"rate": 19.5, "active": True, "is_default": False}, {"rate": 5, "is_default": True}),
        ("cost_centres", CENTRE, {"active": True}, {"name": "Planta Sur", "active": False}),
        ("exchange_rates", RATE, {"rate": 4012.5, "date": "2026-01-10"}, {"rate": 4100.25}),
    ],
)
def test_rows_are_added_read_changed_and_deleted(
    program: Program, path: str, new: dict[str, Any], shown: dict[str, Any], change: dict[str, Any]
) -> None:
    made = data_of(program.post(f"/api/{path}", new))[0]
    assert made | new | shown == new | shown | {"id": made["id"]}
    assert program.post(f"/api/{path}", new).status_code == 409
    one = f"/api/{path}/{made.get('code', made['id'])}"
    assert data_of(program.get(one)) == [made]
    assert data_of(program.put(one, made | change))[0] == made | change
    assert data_of(program.get(f"/api/{path}")) == [made | change]
    assert program.call("DELETE", one).json()["total"] == 0
    assert program.get(one).status_code == 404


@pytest.mark.parametrize(
    ("path", "new", "wrong"),
    [
        ("taxes", TAX, {"rate": 101}), ("taxes", TAX, {"rate": None}), ("taxes", TAX, {"code": "A/"}),
        ("exchange_rates", RATE, {"rate": 0}), ("exchange_rates", RATE, {"rate": "1e-11"}),
        ("exchange_rates", RATE, {"currency": "COP"}), ("exchange_rates", RATE, {"currency": "XYZ"}),
        ("exchange_rates", RATE, {"date": "2026-02-30"}), ("cost_centres", CENTRE, {"name": ""}),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_by_name(
    program: Program, path: str, new: dict[str, Any], wrong: dict[str, Any]
) -> None:
    assert set(invalid(program.post(f"/api/{path}", new | wrong))) == set(wrong)


def test_a_name_of_a_cost_centre_is_taken_once(program: Program) -> None:
    program.post("/api/cost_centres", CENTRE)
    assert program.post("/api/cost_centres", CENTRE | {"code": "CC-2"}).status_code == 409


def test_rates_are_found_by_currency_and_period(account: Account, program: Program) -> None:
    for day in ("2026-01-09", "2026-01-10", "2026-01-11"):
        new_rate(account, day, "4000")
    new_rate(account, "2026-01-10", "4500", currency="EUR")
    found = program.get("/api/exchange_rates?currency=USD&since=2026-01-10&until=2026-01-11").json()
    assert ([row["date"] for row in found["data"]], found["total"]) == (["2026-01-10", "2026-01-11"], 2)
    assert program.get("/api/exchange_rates?currency=EUR").json()["total"] == 1
    assert program.get("/api/exchange_rates?date=2026-01-10").json()["total"] == 2


@pytest.mark.parametrize("path", ["taxes", "exchange_rates", "cost_centres"])
def test_a_list_takes_as_many_queries_whatever_is_in_it(account: Account, program: Program, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert program.get(f"/api/{path}").status_code == 200
        return len(asked)

    program.get("/api/taxes")
    before = queries()
    for number in range(1, 6):
        new_tax(account, f"T{number}"), new_cost_centre(account, f"C{number}")
        new_rate(account, f"2026-01-0{number}", "4000")
    assert queries() == before


def test_nothing_of_another_account_is_there(other_account: Account, program: Program) -> None:
    in_pesos(other_account)
    new_tax(other_account), new_cost_centre(other_account)
    rate = new_rate(other_account, "2026-01-10", "4000")
    for path in ("taxes/IVA19", "cost_centres/CC-100", f"exchange_rates/{rate.pk}"):
        assert program.get(f"/api/{path}").status_code == 404
        assert program.call("DELETE", f"/api/{path}").status_code == 404
        assert program.get(f"/api/{path.partition('/')[0]}").json()["total"] == 0
    assert ExchangeRate.objects.count() == 1
