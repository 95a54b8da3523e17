"""What was asked of warehouses for work orders."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.maintenance.models import Item, Movement, Warehouse
from tests.api.helpers import Program, token_for
from tests.plans import sorts_nothing
from tests.stock import new_movement, new_part, new_warehouse

PATH = "/api/work_orders_movements"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["work_orders:view"]))


@pytest.fixture
def warehouse(account: Account) -> Warehouse:
    return new_warehouse(account)


@pytest.fixture
def part(account: Account, warehouse: Warehouse) -> Item:
    """Its stock leaves a movement of another kind, which is nothing of a work order."""
    return new_part(account, "REP-1", warehouse, stock=8)


def folios(response: Any) -> list[str]:
    return [row["folio_source"] for row in response.json()["data"]]


def test_a_movement_holds_its_lines(program: Program, warehouse: Warehouse, part: Item) -> None:
    made = new_movement(warehouse, part, folio="OT-7", date=NEW_YEAR)
    body = program.get(PATH).json()
    assert (body["message"], body["total"]) == ("200", 1)
    assert body["data"] == [
        {
            "id": made.pk, "code": "2", "folio_source": "OT-7", "document": "WORK_ORDER",
            "date": "2026-01-01T00:00:00+00:00", "warehouses_source_code": "ALM-1",
            "warehouses_source_description": "Almacén ALM-1", "movements_states_description": "DELIVERED",
            "list_items": [
                {
                    "code": "REP-1", "items_description": "Rodamiento REP-1 { REP-1 }", "qty": 2.0, "qty_pending": 1.0,
                    "units_code": "UN", "unit_cost_company": 1.5, "total_cost_company": 3.0,
                    "foreign_costs": [],
                }
            ],
        }
    ]  # fmt: skip


def test_no_text_is_ever_null(program: Program, warehouse: Warehouse, part: Item) -> None:
    new_movement(warehouse)
    Item.objects.filter(pk=part.pk).update(units_code="", units_description="")
    new_movement(warehouse, part)
    for row in program.get(PATH).json()["data"]:
        assert None not in row.values()
        assert all(None not in line.values() for line in row["list_items"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["OT-0", "OT-1", "OT-2"]),
        ("since=2026-01-02", ["OT-1", "OT-2"]),
        ("until=2026-01-02", ["OT-0", "OT-1"]),
        ("since=2026-01-02T00:00:00Z&until=2026-01-02T00:00:00-03", ["OT-1"]),
        ("since=2026-01-02T00:00:01%2B00:00", ["OT-2"]),
        ("folio_source=OT-2", ["OT-2"]),
        ("code=2", ["OT-1"]),
        ("start=1&limit=1", ["OT-1"]),
    ],
)
def test_the_oldest_comes_first_and_a_period_can_be_asked_for(
    program: Program, warehouse: Warehouse, query: str, expected: list[str]
) -> None:
    for day in range(3):
        new_movement(warehouse, folio=f"OT-{day}", date=NEW_YEAR + timedelta(days=day))
    assert folios(program.get(f"{PATH}?{query}")) == expected


@pytest.mark.parametrize("query", ["since=x", "until=2026-13-01", "type_date=birthday"])
def test_a_period_that_cannot_be_is_refused_by_name(program: Program, query: str) -> None:
    response = program.get(f"{PATH}?{query}")
    assert response.status_code == 400
    assert response.json()["data"][0]["invalid_fields"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("number", [1, 6])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    program: Program, warehouse: Warehouse, part: Item, django_assert_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        new_movement(warehouse, *[part] * number)
    program.get("/api/me")
    with django_assert_num_queries(4):  # the token, the meter, the rows, their lines
        program.get(PATH)


def test_the_order_needs_no_sorting(account: Account) -> None:
    assert "movement_by_date" in sorts_nothing(Movement.objects.for_work_orders(account).values("pk", "date")[:100])
