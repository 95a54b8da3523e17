"""Warehouses, and what is kept in them."""

from typing import Any

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.models import Stock, Warehouse
from tests.api.helpers import Program, codes, invalid, token_for
from tests.plans import sorts_nothing
from tests.stock import new_part, new_warehouse

NEW = {"code": "ALM-1", "description": "Almacén central"}
ON_THE_WIRE = {
    "id", "code", "description", "address", "city", "state", "country", "zip_code", "external_integration",
    "transfer_approval", "active", "visible_to_all",
}  # fmt: skip


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["warehouses:view", "warehouses:add"]))


def test_a_new_warehouse_answers_201_and_is_then_one_object(program: Program) -> None:
    made = program.post("/api/warehouses", NEW | {"city": "Bogotá", "transfer_approval": "true"})
    assert (made.status_code, made.json()["message"]) == (201, "201")
    found = program.get("/api/warehouses/ALM-1").json()
    assert (found["success"], found["message"], found["total"]) == (True, "200", 1)
    assert found["data"] == made.json()["data"][0]
    assert found["data"].keys() == ON_THE_WIRE
    assert (found["data"]["city"], found["data"]["transfer_approval"], found["data"]["active"]) == (
        "Bogotá",
        True,
        True,
    )
    assert {name for name in ON_THE_WIRE if found["data"][name] is None} == set()
    assert Transaction.objects.get(action="warehouse_created").actor_kind == "consumer"


def test_warehouses_are_listed_in_the_order_of_their_codes(account: Account, program: Program) -> None:
    for code in ("C", "A", "B"):
        new_warehouse(account, code, city="Cali" if code == "B" else "")
    assert codes(program.get("/api/warehouses")) == ["A", "B", "C"]
    assert codes(program.get("/api/warehouses?city=Cali")) == ["B"]
    assert codes(program.get("/api/warehouses?code=A")) == ["A"]
    assert codes(program.get("/api/warehouses?active=false")) == []
    assert program.get("/api/warehouses?start=1&limit=1").json()["total"] == 3


def test_an_existing_code_is_409_and_an_unknown_one_404(program: Program) -> None:
    assert program.post("/api/warehouses", NEW).status_code == 201
    assert program.post("/api/warehouses", NEW).status_code == 409
    assert program.get("/api/warehouses/NONE").status_code == 404
    assert program.get("/api/warehouses/%00").status_code == 404


@pytest.mark.parametrize("name", ["code", "description"])
def test_what_is_required_is_named_when_it_is_missing_or_blank(program: Program, name: str) -> None:
    for body in ({k: v for k, v in NEW.items() if k != name}, NEW | {name: ""}, NEW | {name: None}):
        assert set(invalid(program.post("/api/warehouses", body))) == {name}


@pytest.mark.parametrize(
    ("name", "value"), [("id", 4), ("account", 1), ("nonsense", 1), ("active", "perhaps"), ("zip_code", "x" * 21)]
)
def test_what_cannot_be_is_refused_by_name(program: Program, name: str, value: Any) -> None:
    assert set(invalid(program.post("/api/warehouses", NEW | {name: value}))) == {name}
    assert not Warehouse.objects.exists()


# --- /warehouses_items -----------------------------------------------------------------------------------------------


@pytest.fixture
def stores(account: Account) -> None:
    one, two = new_warehouse(account, "ALM-1"), new_warehouse(account, "ALM-2")
    new_part(account, "REP-1", one, stock="2.5", unit_cost_stock="1200.75", location="A-1")
    new_part(account, "REP-2", one, stock=4)
    new_part(account, "REP-3", two, stock=1)


@pytest.mark.usefixtures("stores")
def test_code_asks_for_the_stock_of_one_warehouse(program: Program) -> None:
    response = program.get("/api/warehouses_items?code=ALM-1")
    assert (codes(response), response.json()["total"]) == (["REP-1", "REP-2"], 2)
    row = response.json()["data"][0]
    assert (row["code_warehouse"], row["stock"], row["unit_cost_stock"], row["location"]) == (
        *("ALM-1", 2.5),
        *(1200.75, "A-1"),
    )
    assert (row["description"], row["units_code"], row["min_stock_level"]) == ("Rodamiento REP-1 { REP-1 }", "UN", None)


@pytest.mark.usefixtures("stores")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["REP-1", "REP-2", "REP-3"]),
        ("?code_warehouse=ALM-2", ["REP-3"]),
        ("?code_item=REP-2", ["REP-2"]),
        ("?code=ALM-2&code_item=REP-2", []),
        ("?code=NONE", []),
        ("?location=A-1", ["REP-1"]),
    ],
)
def test_rows_of_stock_are_found_by_warehouse_and_item(program: Program, query: str, expected: list[str]) -> None:
    assert codes(program.get(f"/api/warehouses_items{query}")) == expected


def test_the_warehouse_of_another_account_has_nothing_for_us(
    account: Account, other_account: Account, program: Program
) -> None:
    new_part(account, "OURS", new_warehouse(account, "ALM-1"))
    new_part(other_account, "THEIRS", new_warehouse(other_account, "ALM-9"))
    assert codes(program.get("/api/warehouses_items?code=ALM-9")) == []
    theirs = Stock.objects.of(other_account).get()
    assert codes(program.get(f"/api/warehouses_items?id_warehouse={theirs.warehouse_id}")) == []


@pytest.mark.usefixtures("stores")
def test_a_list_of_stock_costs_three_queries(program: Program, django_assert_num_queries: Any) -> None:
    program.get("/api/me")
    for query in ("", "?code=ALM-1"):
        with django_assert_num_queries(3):  # the token, the meter, the rows
            program.get(f"/api/warehouses_items{query}")


def test_the_stock_of_a_warehouse_needs_no_sorting(account: Account) -> None:
    one = Warehouse.objects.of(account).filter(code="ALM-1").values("pk")[:1]
    rows = Stock.objects.for_api(account).filter(warehouse=one).values("pk", "warehouse_id", "item_id")[:100]
    # Both indexes of the account's stock have it in this order; which one of so few rows is a matter of chance.
    assert "stock_by_" in sorts_nothing(rows)
