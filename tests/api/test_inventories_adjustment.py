"""Adjusting a stock, and beginning one in another warehouse."""

from typing import Any

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.models import ItemType, MovementLine, Stock, Warehouse
from tests.api.helpers import Program, invalid, new_item, token_for
from tests.stock import new_part, new_stock, new_warehouse
from tests.threads import at_once

ADJUST, ASSOCIATE = "/api/inventories_adjustment/REP-1", "/api/inventories_associate_warehouse"


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["inventories:view", "inventories:add", "inventories:edit"]))


@pytest.fixture
def stock(account: Account) -> Stock:
    return new_stock(account, "REP-1", new_warehouse(account, "ALM-1"), stock=10, unit_cost_stock=3)


@pytest.mark.usefixtures("stock")
def test_an_adjustment_answers_with_one_object(program: Program) -> None:
    response = program.put(ADJUST, {"code_warehouse": "ALM-1", "stock": "7.5", "unit_cost_stock": "2.25"})
    body = response.json()
    assert (response.status_code, body["success"], body["message"], body["total"]) == (200, True, "200", 1)
    data = body["data"]
    assert (data["code"], data["code_warehouse"]) == ("REP-1", "ALM-1")
    assert (data["stock"], data["unit_cost_stock"]) == (7.5, 2.25)
    entry = Transaction.objects.get(action="stock_adjusted")
    assert entry.changes == {"stock": ["10", "7.5"], "unit_cost_stock": ["3", "2.25"]}
    assert (entry.module, entry.actor_kind) == ("inventories", "consumer")


@pytest.mark.parametrize("sent", [{"stock": 0}, {"unit_cost_stock": 0}])
def test_one_of_the_two_is_enough_and_the_other_stays(program: Program, stock: Stock, sent: dict[str, int]) -> None:
    data = program.put(ADJUST, {"id_warehouse": stock.warehouse_id} | sent).json()["data"]
    assert {"stock": data["stock"], "unit_cost_stock": data["unit_cost_stock"]} == {
        "stock": 10.0,
        "unit_cost_stock": 3.0,
    } | sent


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ({"stock": 1}, {"code_warehouse"}),
        ({"code_warehouse": "ALM-1"}, {"stock", "unit_cost_stock"}),
        ({"code_warehouse": "NONE", "stock": 1}, {"code_warehouse"}),
        ({"id_warehouse": 999999, "stock": 1}, {"id_warehouse"}),
        ({"code_warehouse": "ALM-1", "stock": -1}, {"stock"}),
        ({"code_warehouse": "ALM-1", "stock": "many"}, {"stock"}),
        ({"code_warehouse": "ALM-1", "stock": 1, "location": "A"}, {"location"}),
        ({"code_warehouse": "ALM-1", "stock": 1, "reason": "x"}, {"reason"}),
    ],
)
def test_what_cannot_be_is_refused_by_name(program: Program, sent: dict[str, Any], names: set[str]) -> None:
    assert set(invalid(program.put(ADJUST, sent))) == names
    assert Stock.objects.get().stock == 10


def test_a_warehouse_where_it_is_not_kept_is_refused(account: Account, program: Program, stock: Stock) -> None:
    new_warehouse(account, "ALM-2")
    assert set(invalid(program.put(ADJUST, {"code_warehouse": "ALM-2", "stock": 1}))) == {"code_warehouse"}


def test_a_code_that_is_no_tool_or_part_is_404(account: Account, program: Program, stock: Stock) -> None:
    new_item(account, "EQ-1")
    for code in ("EQ-1", "NONE", "%00"):
        sent = {"code_warehouse": "ALM-1", "stock": 1}
        assert program.put(f"/api/inventories_adjustment/{code}", sent).status_code == 404


@pytest.mark.usefixtures("stock")
def test_if_match_refuses_what_was_adjusted_meanwhile(program: Program) -> None:
    sent = {"code_warehouse": "ALM-1", "stock": 11}
    tag = program.put(ADJUST, sent)["ETag"]
    assert program.put(ADJUST, sent | {"stock": 12}, **{"If-Match": tag}).status_code == 200
    assert program.put(ADJUST, sent | {"stock": 13}, **{"If-Match": tag}).status_code == 412
    assert Stock.objects.get().stock == 12


@pytest.mark.django_db(transaction=True)
def test_two_programs_at_once_are_both_right_and_both_recorded(account: Account) -> None:
    new_stock(account, "REP-1", new_warehouse(account, "ALM-1"), stock=10)
    programs = [Program(token_for(account, ["inventories:edit"])) for _ in range(2)]

    def adjust(index: int) -> float:
        sent = {"code_warehouse": "ALM-1", "stock": 20 + index}
        return float(programs[index].put(ADJUST, sent).json()["data"]["stock"])

    assert set(at_once(2, adjust)) <= {20.0, 21.0}
    first, second = (
        entry.changes["stock"] for entry in Transaction.objects.filter(action="stock_adjusted").order_by("number")
    )
    assert (first[0], first[1]) == ("10", second[0])
    assert {first[1], second[1]} == {"20", "21"}
    assert float(second[1]) == Stock.objects.get().stock == sum(MovementLine.objects.values_list("qty", flat=True))


# --- /inventories_associate_warehouse --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["code", "code_item", "id_item"])
def test_an_item_is_associated_with_a_warehouse_once(
    account: Account, program: Program, stock: Stock, name: str
) -> None:
    new_warehouse(account, "ALM-2")
    sent = {name: stock.item_id if name == "id_item" else "REP-1", "code_warehouse": "ALM-2", "location": "C-1"}
    response = program.post(ASSOCIATE, sent)
    assert response.status_code == 201, response.content
    row = response.json()["data"][0]
    assert (row["code"], row["code_warehouse"], row["stock"], row["location"]) == ("REP-1", "ALM-2", 0.0, "C-1")
    kept = program.get("/api/inventories/REP-1").json()["data"][0]["warehouses"]
    assert [entry["code_warehouse"] for entry in kept] == ["ALM-1", "ALM-2"]


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_again_is_400_and_says_associated_before_in_every_language(program: Program, language: str) -> None:
    sent = {"code": "REP-1", "code_warehouse": "ALM-1"}
    response = program.post(ASSOCIATE, sent, **{"Accept-Language": language})
    body = response.json()
    assert (response.status_code, body["success"], body["code"]) == (400, False, "associated_before")
    assert "associated before" in body["message"]
    assert "associated before" in body["data"][0]["ERROR"]
    assert Stock.objects.count() == 1


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize(
    ("sent", "names"),
    [
        ({}, {"code", "code_warehouse"}),
        ({"code": "", "code_warehouse": "ALM-1"}, {"code"}),
        ({"code": "NONE", "code_warehouse": "ALM-1"}, {"code"}),
        ({"code": "REP-1", "code_warehouse": "NONE"}, {"code_warehouse"}),
        ({"code": "REP-1", "code_warehouse": "ALM-2", "stock": -2}, {"stock"}),
    ],
)
def test_what_is_missing_or_not_there_is_named(
    account: Account, program: Program, sent: dict[str, Any], names: set[str]
) -> None:
    new_warehouse(account, "ALM-2")
    assert set(invalid(program.post(ASSOCIATE, sent))) == names


def test_only_tools_and_parts_can_be_associated(account: Account, program: Program) -> None:
    new_warehouse(account, "ALM-1")
    new_item(account, "EQ-1", item_type=ItemType.EQUIPMENT)
    assert set(invalid(program.post(ASSOCIATE, {"code": "EQ-1", "code_warehouse": "ALM-1"}))) == {"code"}


def test_what_is_theirs_can_neither_be_adjusted_nor_associated(
    account: Account, other_account: Account, program: Program
) -> None:
    theirs = new_part(other_account, "REP-1", new_warehouse(other_account, "ALM-9"), stock=4)
    ours = new_warehouse(account, "ALM-1")
    assert program.put(ADJUST, {"code_warehouse": "ALM-9", "stock": 1}).status_code == 404
    assert program.post(ASSOCIATE, {"id_item": theirs.pk, "code_warehouse": "ALM-1"}).status_code == 400
    new_part(account, "REP-2", ours)
    assert program.post(ASSOCIATE, {"code": "REP-2", "code_warehouse": "ALM-9"}).status_code == 400
    assert Stock.objects.of(other_account).get().stock == 4
    assert Warehouse.objects.of(other_account).get().stocks.count() == 1
