"""Inventories: tools and parts with their stock. They are the items of /items."""

from typing import Any

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.models import Item, ItemType, Stock, Warehouse
from apps.maintenance.services.stock import associate_item
from tests.api.helpers import EVERYTHING, Program, codes, invalid, new_item, token_for
from tests.factories import TESTER
from tests.plans import sorts_nothing
from tests.stock import new_part, new_warehouse

UNIT = {"unit_code": "UN", "unit_description": "Unidad"}
NEW = {"code": "REP-1", "field_1": "Rodamiento", "code_warehouse": "ALM-1"} | UNIT


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, [*EVERYTHING, *(f"inventories:{action}" for action in ("view", "add", "edit"))]))


@pytest.fixture
def warehouse(account: Account) -> Warehouse:
    return new_warehouse(account, "ALM-1")


@pytest.mark.usefixtures("warehouse")
def test_a_new_inventory_answers_201_with_its_row_and_its_stock(program: Program) -> None:
    figures = {"stock": "7.5", "unit_cost_stock": 1200, "min_stock_level": "2", "max_stock_level": 20}
    sent = NEW | figures | {"reorder_level": 5, "location": "A-3", "barcode": "770", "notes": "x"}
    response = program.post("/api/inventories", sent)
    assert (response.status_code, response.json()["message"], response.json()["total"]) == (201, "201", 1)
    row = response.json()["data"][0]
    assert (row["id_type_item"], row["units_code"], row["description"]) == (4, "UN", "Rodamiento { REP-1 }")
    assert row["warehouses"] == [
        {
            "id_warehouse": Warehouse.objects.get().pk, "code_warehouse": "ALM-1",
            "warehouses_description": "Almacén ALM-1", "location": "A-3", "stock": 7.5, "unit_cost_stock": 1200.0,
            "min_stock_level": 2.0, "max_stock_level": 20.0, "reorder_level": 5.0,
            "foreign_costs": [],
        }
    ]  # fmt: skip
    assert program.get("/api/inventories/REP-1").json()["data"] == [row]


@pytest.mark.usefixtures("warehouse")
def test_it_is_one_thing_with_the_item(account: Account, program: Program) -> None:
    made = program.post("/api/inventories", NEW).json()["data"][0]
    assert Item.objects.count() == 1
    assert program.get("/api/items/REP-1").json()["data"][0]["id"] == made["id"]
    program.put("/api/items/REP-1", {"notes": "por /items"})
    assert program.get("/api/inventories/REP-1").json()["data"][0]["notes"] == "por /items"
    program.put("/api/inventories/REP-1", {"notes": "por /inventories"})
    assert program.get("/api/items/REP-1").json()["data"][0]["notes"] == "por /inventories"
    new_item(account, "REP-2", item_type=ItemType.TOOL, units_code="UN", units_description="Unidad")
    assert program.get("/api/inventories/REP-2").json()["data"][0]["warehouses"] == []


@pytest.mark.usefixtures("warehouse")
def test_an_existing_code_is_409_whatever_made_it(account: Account, program: Program) -> None:
    assert program.post("/api/inventories", NEW).status_code == 201
    response = program.post("/api/inventories", NEW)
    assert (response.status_code, response.json()["code"]) == (409, "already_exists")
    new_item(account, "EQ-1")
    assert program.post("/api/inventories", NEW | {"code": "EQ-1"}).status_code == 409
    assert Stock.objects.count() == 1


def test_only_tools_and_parts_are_inventories(account: Account, warehouse: Warehouse, program: Program) -> None:
    new_item(account, "EQ-1")
    new_part(account, "HER-1", warehouse, item_type=ItemType.TOOL)
    new_part(account, "REP-1", warehouse)
    assert codes(program.get("/api/inventories")) == ["HER-1", "REP-1"]
    assert codes(program.get("/api/inventories_details?id_type_item=3")) == ["HER-1"]
    assert program.get("/api/inventories/EQ-1").status_code == 404
    assert set(invalid(program.post("/api/inventories", NEW | {"code": "X", "id_type_item": 2}))) == {"id_type_item"}


@pytest.mark.parametrize("missing", ["code", "field_1", "unit_code", "unit_description", "code_warehouse"])
@pytest.mark.usefixtures("warehouse")
def test_what_is_required_is_named_all_at_once(program: Program, missing: str) -> None:
    body = {name: value for name, value in NEW.items() if name != missing}
    assert set(invalid(program.post("/api/inventories", body))) == {missing}
    assert missing in invalid(program.post("/api/inventories", {}))
    assert missing in invalid(program.post("/api/inventories", NEW | {missing: ""}))


@pytest.mark.parametrize("named", [{"id": True}, {"code": True}, {"id": True, "code": True}])
def test_a_warehouse_is_named_by_code_or_id_or_both(program: Program, warehouse: Warehouse, named: Any) -> None:
    values = {"id_warehouse": str(warehouse.pk), "code_warehouse": "ALM-1"}
    given = {name: value for name, value in values.items() if name.partition("_")[0] in named}
    body = {name: value for name, value in NEW.items() if name != "code_warehouse"} | given
    response = program.post("/api/inventories", body | {"units_code": body.pop("unit_code")})
    assert response.status_code == 201, response.content


def test_a_warehouse_that_is_not_there_or_not_ours_does_not_exist(
    other_account: Account, program: Program, warehouse: Warehouse
) -> None:
    theirs = new_warehouse(other_account, "ALM-9")
    both = {"code_warehouse": "ALM-1", "id_warehouse": theirs.pk}
    assert set(invalid(program.post("/api/inventories", NEW | both))) == set(both)
    assert set(invalid(program.post("/api/inventories", NEW | {"code_warehouse": "ALM-9"}))) == {"code_warehouse"}
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stock", -1), ("stock", "x"), ("stock", None), ("unit_cost_stock", True), ("max_stock_level", 1e30),
        ("id_warehouse", "x"), ("warehouses", []), ("account", 1), ("id", 1), ("parent", 1), ("location", "x" * 101),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("warehouse")
def test_what_cannot_be_is_refused_by_name_and_leaves_nothing(program: Program, name: str, value: Any) -> None:
    assert name in invalid(program.post("/api/inventories", NEW | {name: value}))
    assert not Item.objects.exists()
    assert not Stock.objects.exists()


@pytest.mark.usefixtures("warehouse")
def test_put_changes_the_item_and_with_its_warehouse_the_stock(program: Program) -> None:
    program.post("/api/inventories", NEW | {"stock": 2})
    sent = {"field_2": "6309-2RS", "code_warehouse": "ALM-1", "location": "B-9", "stock": "3", "reorder_level": 1}
    row = program.put("/api/inventories/REP-1", sent).json()["data"][0]
    kept = row["warehouses"][0]
    assert (row["field_2"], kept["location"], kept["stock"], kept["reorder_level"]) == ("6309-2RS", "B-9", 3.0, 1.0)
    assert Transaction.objects.get(action="stock_adjusted").changes["stock"] == ["2", "3"]


@pytest.mark.usefixtures("warehouse")
def test_a_stock_without_its_warehouse_is_refused(account: Account, program: Program) -> None:
    program.post("/api/inventories", NEW)
    new_warehouse(account, "ALM-2")
    assert set(invalid(program.put("/api/inventories/REP-1", {"stock": 3}))) == {"code_warehouse"}
    other = {"id_warehouse": Warehouse.objects.get(code="ALM-2").pk, "stock": 3}
    assert set(invalid(program.put("/api/inventories/REP-1", other))) == {"id_warehouse"}


@pytest.mark.usefixtures("warehouse")
def test_a_row_that_was_read_can_be_sent_back_with_one_change(program: Program) -> None:
    row = program.post("/api/inventories", NEW | {"stock": 2}).json()["data"][0]
    response = program.put("/api/inventories/REP-1", row | {"notes": "nueva"})
    assert response.status_code == 200, response.content
    assert response.json()["data"] == [row | {"notes": "nueva"}]


@pytest.mark.usefixtures("warehouse")
def test_if_match_guards_the_stock_too(program: Program) -> None:
    program.post("/api/inventories", NEW | {"stock": 2})
    tag = program.get("/api/inventories/REP-1")["ETag"]
    change = {"code_warehouse": "ALM-1", "stock": 5}
    assert program.put("/api/inventories/REP-1", change, **{"If-Match": tag}).status_code == 200
    assert program.put("/api/inventories/REP-1", change | {"stock": 9}, **{"If-Match": tag}).status_code == 412


def test_inventories_are_found_by_their_warehouse(account: Account, program: Program, warehouse: Warehouse) -> None:
    new_part(account, "REP-1", warehouse)
    new_part(account, "REP-2")
    associate_item(item=Item.objects.get(code="REP-2"), warehouse=warehouse, by=TESTER)
    new_part(account, "REP-3")
    assert codes(program.get("/api/inventories?code_warehouse=ALM-1")) == ["REP-1", "REP-2"]
    assert codes(program.get(f"/api/inventories?id_warehouse={warehouse.pk}&code_warehouse=ALM-1")) == [
        *("REP-1", "REP-2")
    ]
    assert codes(program.get("/api/inventories?code_warehouse=NONE")) == []


@pytest.mark.parametrize("number", [2, 9])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    account: Account, program: Program, warehouse: Warehouse, django_assert_num_queries: Any, number: int
) -> None:
    for index in range(number):
        new_part(account, f"REP-{index}", warehouse)
    program.get("/api/me")
    with django_assert_num_queries(4):  # the token, the meter, the rows, what is nested in them
        program.get("/api/inventories")
    with django_assert_num_queries(4):
        program.get("/api/inventories/REP-1")


def test_the_order_needs_no_sorting_and_no_look_at_other_items(account: Account) -> None:
    rows = Item.objects.kept_in_stock(account).values("pk", "code")[:100]
    assert "item_kept_in_stock" in sorts_nothing(rows)
