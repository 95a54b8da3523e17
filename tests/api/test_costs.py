"""Costs given in another currency: converted by the rate of their day, and kept as they were given."""

from decimal import Decimal
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.company.models import ExchangeRate
from apps.company.services.exchange_rates import delete_exchange_rates, update_exchange_rate
from apps.maintenance.models import Document, MovementLine, Stock, WorkTask
from apps.maintenance.services.movements import Line, note_movement
from tests.api.helpers import Program, invalid, token_for
from tests.factories import TESTER
from tests.money import in_pesos, new_cost_centre, new_rate
from tests.orders import an_item
from tests.stock import new_stock, new_warehouse

ADJUST = "/api/inventories_adjustment/REP-1"
ORDERS = "/api/work_orders"
NEW = {"code": "EQ-1", "description": "Cambiar sello"}
RIGHTS = [f"{module}:{action}" for module in ("inventories", "work_orders") for action in ("view", "add", "edit")]


@pytest.fixture
def program(account: Account) -> Program:
    """In an account of pesos, with a rate of the dollar of long ago, and a newer one."""
    in_pesos(account)
    new_rate(account, "2025-06-01", "3900")
    new_rate(account, "2026-01-10", "4012.5")
    an_item(account)
    return Program(token_for(account, RIGHTS))


@pytest.fixture
def stock(account: Account) -> Stock:
    return new_stock(account, "REP-1", new_warehouse(account, "ALM-1"), stock=10, unit_cost_stock=3)


def row_of(response: Any) -> dict[str, Any]:
    assert response.status_code in (200, 201), response.content
    data = response.json()["data"]
    found: dict[str, Any] = data[0] if isinstance(data, list) else data
    return found


def adjusted(program: Program, **sent: Any) -> dict[str, Any]:
    return row_of(program.put(ADJUST, {"code_warehouse": "ALM-1"} | sent))


@pytest.mark.usefixtures("stock")
def test_a_unit_cost_in_dollars_becomes_pesos_and_says_how(program: Program) -> None:
    row = adjusted(program, stock=12, unit_cost_stock="120.25", currency="USD")
    assert row["unit_cost_stock"] == 482503.125
    (kept,) = row["foreign_costs"]
    assert kept == {
        "field": "unit_cost_stock", "currency": "USD", "amount": 120.25, "exchange_rate": 4012.5, "date": "2026-01-10",
    }  # fmt: skip
    line = MovementLine.objects.get(qty=2)
    assert (line.unit_cost_company, line.total_cost_company) == (Decimal("482503.125"), Decimal("965006.25"))
    assert line.foreign_costs == [
        {
            "field": "unit_cost_company", "currency": "USD", "amount": "120.25", "exchange_rate": "4012.5",
            "date": "2026-01-10",
        }
    ]  # fmt: skip
    changes = Transaction.objects.get(action="stock_adjusted").changes
    assert changes["foreign_costs"] == [[], ["unit_cost_stock: 120.25 USD × 4012.5 (2026-01-10)"]]


@pytest.mark.usefixtures("stock")
def test_what_was_converted_stays_whatever_becomes_of_its_rate(program: Program) -> None:
    before = adjusted(program, unit_cost_stock=100, currency="usd")
    rate = ExchangeRate.objects.get(rate="4012.5")
    update_exchange_rate(exchange_rate=rate, by=TESTER, rate=Decimal(5000))
    delete_exchange_rates(exchange_rates=[rate], by=TESTER)
    after = adjusted(program, stock=11)
    assert [after[name] for name in ("unit_cost_stock", "foreign_costs")] == [401250.0, before["foreign_costs"]]


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize("sent", [{}, {"currency": "COP"}, {"currency": ""}, {"currency": None}])
def test_without_a_currency_or_in_the_own_one_costs_are_what_they_were(program: Program, sent: dict[str, Any]) -> None:
    adjusted(program, unit_cost_stock=100, currency="USD")
    row = adjusted(program, unit_cost_stock=7, **sent)
    assert (row["unit_cost_stock"], row["foreign_costs"]) == (7.0, [])


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"currency": "EUR"}, "currency", "There is no exchange rate of EUR on"),
        ({"currency": "XYZ"}, "currency", "There is no currency XYZ."),
        ({"currency": "USD", "unit_cost_stock": -1}, "unit_cost_stock", ""),
        ({"currency": "USD", "unit_cost_stock": "99999999999999"}, "unit_cost_stock", ""),
        ({"currency": "USD", "unit_cost_stock": "1e400"}, "unit_cost_stock", ""),
    ],
)
def test_what_cannot_be_converted_is_refused_by_name_and_changes_nothing(
    program: Program, sent: dict[str, Any], field: str, words: str
) -> None:
    errors = invalid(program.put(ADJUST, {"code_warehouse": "ALM-1", "unit_cost_stock": 5} | sent))
    assert set(errors) == {field}
    assert words in errors[field]
    assert Stock.objects.get().unit_cost_stock == 3


def test_an_account_without_a_currency_works_as_ever_and_converts_nothing(account: Account, stock: Stock) -> None:
    program = Program(token_for(account, RIGHTS))
    assert adjusted(program, unit_cost_stock=5)["unit_cost_stock"] == 5.0
    errors = invalid(program.put(ADJUST, {"code_warehouse": "ALM-1", "unit_cost_stock": 5, "currency": "USD"}))
    assert "not chosen its own currency" in errors["currency"]


def test_a_new_inventory_and_an_association_take_a_currency(account: Account, program: Program) -> None:
    new_warehouse(account, "ALM-1"), new_warehouse(account, "ALM-2")
    new = {
        "code": "REP-2", "field_1": "Sello", "unit_code": "UN", "unit_description": "Unidad", "code_warehouse": "ALM-1",
        "unit_cost_stock": 2, "currency": "USD",
    }  # fmt: skip
    assert row_of(program.post("/api/inventories", new))["warehouses"][0]["unit_cost_stock"] == 8025.0
    other = {"code": "REP-2", "code_warehouse": "ALM-2", "unit_cost_stock": 1, "currency": "USD"}
    assert row_of(program.post("/api/inventories_associate_warehouse", other))["unit_cost_stock"] == 4012.5
    changed = {"code_warehouse": "ALM-1", "unit_cost_stock": 2, "currency": "COP"}
    warehouses = row_of(program.put("/api/inventories/REP-2", changed))["warehouses"]
    assert {one["code_warehouse"]: one["unit_cost_stock"] for one in warehouses} == {"ALM-1": 2.0, "ALM-2": 4012.5}


def test_costs_of_a_task_are_converted_as_of_the_day_on_which_it_was_finished(program: Program) -> None:
    costs = {"resources_services": 10, "resources_inventory": "2.5", "currency": "USD"}
    row = row_of(program.post(ORDERS, NEW | costs | {"done": True, "final_date": "2025-06-15T10:00:00Z"}))
    assert (row["resources_services"], row["resources_inventory"], row["total_cost_task"]) == (39000.0, 9750.0, 48750.0)
    assert {entry["field"]: entry["date"] for entry in row["foreign_costs"]} == {
        "resources_services": "2025-06-01",
        "resources_inventory": "2025-06-01",
    }
    unfinished = row_of(program.post(ORDERS, NEW | costs))
    assert unfinished["resources_services"] == 40125.0


def test_one_cost_of_a_task_can_be_in_another_currency_than_the_others(program: Program) -> None:
    folio = row_of(program.post(ORDERS, NEW | {"resources_services": 10, "currency": "USD"}))["wo_folio"]
    row = row_of(program.put(f"{ORDERS}/{folio}", {"resources_human_resources": 5000}))
    assert (row["resources_services"], row["resources_human_resources"]) == (40125.0, 5000.0)
    assert [entry["field"] for entry in row["foreign_costs"]] == ["resources_services"]
    same_figure = row_of(program.put(f"{ORDERS}/{folio}", {"resources_human_resources": 5000, "currency": "USD"}))
    assert same_figure["resources_human_resources"] == 20062500.0
    sent_back = row_of(program.put(f"{ORDERS}/{folio}", same_figure))
    assert sent_back["foreign_costs"] == same_figure["foreign_costs"]
    assert len(sent_back["foreign_costs"]) == 2


def test_each_of_several_tasks_has_its_own_currency_and_its_own_error(program: Program) -> None:
    tasks = [
        {"description": "A", "resources_services": 1, "currency": "USD"},
        {"description": "B", "resources_services": 1},
    ]
    program.post(ORDERS, {"code": "EQ-1", "tasks": tasks})
    assert sorted(task.resources_services for task in WorkTask.objects.all() if task.resources_services) == [1, 4012.5]
    tasks[1]["currency"] = "EUR"
    errors = invalid(program.post(ORDERS, {"code": "EQ-1", "tasks": tasks}))
    assert set(errors) == {"tasks[1].currency"}


def test_while_there_are_no_cost_centres_work_orders_take_any_text(program: Program) -> None:
    row = row_of(program.post(ORDERS, NEW | {"costs_center_description": "Lo que sea"}))
    assert row["costs_center_description"] == "Lo que sea"


def test_as_soon_as_there_are_cost_centres_only_an_active_one_is_taken_by_name_or_code(
    account: Account, program: Program
) -> None:
    old = row_of(program.post(ORDERS, NEW | {"costs_center_description": "De antes"}))
    new_cost_centre(account, "CC-1", name="Planta Norte")
    new_cost_centre(account, "CC-2", name="Cerrado", active=False)
    for words in ("Planta Norte", "CC-1"):
        row = row_of(program.post(ORDERS, NEW | {"costs_center_description": words}))
        assert row["costs_center_description"] == "Planta Norte"
    for words in ("Planta Sur", "CC-2", "Cerrado"):
        errors = invalid(program.post(ORDERS, NEW | {"costs_center_description": words}))
        assert errors == {"costs_center_description": f"There is no active cost centre called “{words}”."}
    kept = row_of(program.put(f"{ORDERS}/{old['wo_folio']}", old | {"note": "Igual"}))
    assert (kept["costs_center_description"], kept["note"]) == ("De antes", "Igual")


def test_the_cost_centres_of_another_account_mean_nothing_here(
    account: Account, other_account: Account, program: Program
) -> None:
    new_cost_centre(account, "CC-1", name="Planta Norte")
    new_cost_centre(other_account, "CC-9", name="De otros")
    assert invalid(program.post(ORDERS, NEW | {"costs_center_description": "De otros"}))


def test_movements_show_what_was_given(program: Program, stock: Stock) -> None:
    adjusted(program, unit_cost_stock=1, currency="USD")
    row = Stock.objects.get()
    line = Line(row.item, Decimal(2), row.unit_cost_stock, foreign_costs=row.foreign_costs)
    note_movement(source=row.warehouse, document=Document.WORK_ORDER, folio_source="OT-1", lines=[line])
    (shown,) = row_of(program.get("/api/work_orders_movements"))["list_items"]
    assert (shown["unit_cost_company"], shown["total_cost_company"]) == (4012.5, 8025.0)
    assert shown["foreign_costs"][0]["amount"] == 1.0
