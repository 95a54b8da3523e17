"""GET /api/work_orders: one row for each task, newest order first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import Account
from apps.maintenance.models import ItemType, WorkOrder, WorkOrderStatus, WorkTask
from apps.maintenance.services.work_order_status import change_status
from apps.maintenance.services.work_orders import create_work_order
from tests.api.helpers import Program, new_item, token_for
from tests.factories import TESTER
from tests.orders import an_item, new_order, new_person

FIELDS = set(
    """
    id_work_order id_work_orders_tasks id_status_work_order wo_folio creation_date duration initial_date
    id_priorities final_date completed_percentage created_by signature personnel_description personnel_path_image
    code items_log_description done description id_request stop_assets stop_assets_sec tasks_log_task_type_main
    parent_description trigger_description resources_inventory resources_human_resources resources_services
    cal_date_maintenance real_duration date_maintenance user_assigned note details_signature first_date_task
    costs_center_description tasks_duration total_cost_task requested_by groups_description groups_1_description
    groups_2_description id_parent_wo has_children children wo_final_date is_offline tasks_log_types_description
    tasks_log_types_2_description code_create_by event_date rating enable_budget
    work_orders_status_custom_description review_date code_responsible id_parent types_description
    causes_description detection_method_description severiry_description damages_types_description caused_damage
    id_group_task id_company task_status task_note
    """.split()  # noqa: SIM905 - sixty names in quotes are hard to read
)
WITHOUT_VALUE = {
    "initial_date", "final_date", "id_request", "resources_inventory", "resources_human_resources", "event_date",
    "resources_services", "cal_date_maintenance", "date_maintenance", "first_date_task", "id_parent_wo", "rating",
    "wo_final_date", "review_date", "id_parent", "id_group_task",
}  # fmt: skip
NUMBERS = (
    "id_work_order", "id_work_orders_tasks", "id_status_work_order", "duration", "id_priorities", "real_duration",
    "completed_percentage", "stop_assets_sec", "tasks_duration", "total_cost_task", "children", "id_company",
)  # fmt: skip
BOOLEANS = ("done", "stop_assets", "has_children", "is_offline", "enable_budget", "caused_damage")


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["work_orders:view"]))


def rows_of(response: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = response.json()["data"]
    return found


def folios(response: Any) -> list[str]:
    return [row["wo_folio"] for row in rows_of(response)]


def test_a_row_has_every_field_in_the_spelling_of_the_original(account: Account, program: Program) -> None:
    new_order(account)
    # One more than the original has: what was given in another currency.
    assert set(rows_of(program.get("/api/work_orders"))[0]) == FIELDS | {"foreign_costs"}


def test_of_an_order_that_says_little_only_numbers_and_dates_are_null(account: Account, program: Program) -> None:
    new_order(account)
    row = rows_of(program.get("/api/work_orders"))[0]
    assert {name for name, value in row.items() if value is None} == WITHOUT_VALUE
    assert all(type(row[name]) in (int, float) for name in NUMBERS)
    assert all(type(row[name]) is bool for name in BOOLEANS)
    assert (row["wo_folio"], row["id_company"], row["id_status_work_order"]) == ("WO-1", 477, 1)
    assert (row["created_by"], row["task_status"], row["id_priorities"]) == ("Tests", "NO_STARTED", 3)


def test_what_is_known_goes_out(account: Account, program: Program) -> None:
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION)
    pump = new_item(account, "PUMP", parent=hall, groups_1_description="Bombas")
    started = datetime(2026, 1, 5, 8, tzinfo=UTC)
    task = {
        "item": pump, "description": "Cambiar sello", "task_status": "DONE", "initial_date": started, "duration": 900,
        "final_date": started + timedelta(hours=2), "resources_inventory": "12.5", "resources_services": 3,
    }  # fmt: skip
    boss = new_person(account, "JEFE", last_name="Peña")
    main = new_order(account)
    order = create_work_order(
        account=account, by=TESTER, tasks=[task, {"item": pump, "description": "Probar", "duration": 60}],
        creator=new_person(account, "TEC"), responsible=boss, id_request=7, parent=main,
    )  # fmt: skip
    first, second, parent = rows_of(program.get("/api/work_orders"))
    assert (first["wo_folio"], first["id_work_order"]) == (order.folio, order.pk)
    assert (first["personnel_description"], first["code_responsible"]) == ("Nuria Peña", "JEFE")
    assert (first["created_by"], first["code_create_by"], first["id_request"]) == ("Nuria", "TEC", 7)
    assert (first["initial_date"], first["real_duration"]) == ("2026-01-05T08:00:00+00:00", 7200)
    assert (first["done"], second["done"], first["completed_percentage"]) == (True, False, 50)
    assert (first["tasks_duration"], second["tasks_duration"]) == (960, 960)
    assert (first["resources_inventory"], first["total_cost_task"]) == (12.5, 15.5)
    assert (first["code"], first["items_log_description"]) == ("PUMP", "Bomba PUMP { PUMP }")
    assert (first["parent_description"], first["id_parent"]) == ("Bomba HALL { HALL }", hall.pk)
    assert first["groups_1_description"] == "Bombas"
    assert (first["id_parent_wo"], parent["children"], parent["has_children"]) == (main.pk, 1, True)


def test_the_newest_order_comes_first_and_its_tasks_stay_together(account: Account, program: Program) -> None:
    new_order(account, tasks=2)
    new_order(account, tasks=3)
    body = program.get("/api/work_orders").json()
    assert folios(program.get("/api/work_orders")) == ["WO-2", "WO-2", "WO-2", "WO-1", "WO-1"]
    assert [row["description"][-1] for row in body["data"]] == ["1", "2", "3", "1", "2"]
    assert body["total"] == 5


def test_paging_is_over_rows_and_gives_each_once(account: Account, program: Program) -> None:
    for _ in range(4):
        new_order(account, tasks=3)
    pages = [rows_of(program.get(f"/api/work_orders?start={start}&limit=5")) for start in (0, 5, 10)]
    seen = [row["id_work_orders_tasks"] for page in pages for row in page]
    assert [len(page) for page in pages] == [5, 5, 2]
    assert len({*seen}) == 12


def test_a_folio_gives_all_its_rows(account: Account, program: Program) -> None:
    new_order(account, tasks=3)
    new_order(account)
    body = program.get("/api/work_orders/WO-1/").json()
    assert (len(body["data"]), body["total"]) == (3, 3)
    assert program.get("/api/work_orders/WO-3").status_code == 404


def test_a_folio_may_hold_blanks_slashes_and_accents(account: Account, program: Program) -> None:
    order = new_order(account)
    WorkOrder.objects.update(folio="OT 2025/07 Línea")
    WorkTask.objects.update(folio="OT 2025/07 Línea")
    assert rows_of(program.get("/api/work_orders/OT%202025%2F07%20L%C3%ADnea"))[0]["id_work_order"] == order.pk


@pytest.fixture
def plant(account: Account) -> None:
    """PLANT > HALL > PUMP, and TANK in the open: an order on each, in four states."""
    plant = new_item(account, "PLANT", item_type=ItemType.LOCATION)
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION, parent=plant)
    items = [plant, hall, new_item(account, "PUMP", parent=hall), new_item(account, "TANK")]
    for item, status in zip(items, WorkOrderStatus, strict=True):
        change_status(order=new_order(account, item), status=status, by=TESTER)


@pytest.mark.usefixtures("plant")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("folio=WO-2", ["WO-2"]),
        ("wo_folio=WO-2", ["WO-2"]),
        ("folio=wo-2", []),
        ("ot_status=1", ["WO-1"]),
        ("ot_status=4", ["WO-4"]),
        ("id_status_work_order=2", ["WO-2"]),
        ("code_asset=PUMP", ["WO-3"]),
        ("code=TANK", ["WO-4"]),
        ("code_location=PLANT", ["WO-3", "WO-2", "WO-1"]),
        ("code_location=HALL", ["WO-3", "WO-2"]),
        ("code_location=PUMP", []),
        ("code_location=HALL&ot_status=3", ["WO-3"]),
        ("task_status=DONE", ["WO-3"]),
        ("description=Revisar+1", ["WO-4", "WO-3", "WO-2", "WO-1"]),
        ("code_responsible=NOBODY", []),
        ("personnel_description=Nobody", []),
        ("id_priorities=3", ["WO-4", "WO-3", "WO-2", "WO-1"]),
    ],
)
def test_filters_are_exact(program: Program, query: str, expected: list[str]) -> None:
    response = program.get(f"/api/work_orders?{query}")
    assert folios(response) == expected
    assert "Warning" not in response


@pytest.mark.parametrize("query", ["ot_status=x", "id_work_order_task=x", "type_date=birthday&since=2026-01-01"])
def test_a_filter_that_cannot_be_is_refused_by_name(program: Program, query: str) -> None:
    response = program.get(f"/api/work_orders?{query}")
    assert response.json()["data"][0]["invalid_fields"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize(
    ("kind", "path"),
    [("", "creation_date"), ("date_maintenance", "date_maintenance"), ("wo_final_date", "work_order__wo_final_date")],
)
def test_a_period_is_about_the_date_that_is_asked_for(account: Account, program: Program, kind: str, path: str) -> None:
    orders = [new_order(account) for _ in range(3)]
    name = path.removeprefix("work_order__")
    for day, order in enumerate(orders, start=1):
        moment = datetime(2026, 1, day, 15, tzinfo=UTC)
        rows: Any = order.tasks.all() if path == name else WorkOrder.objects.filter(pk=order.pk)
        rows.update(**{name: moment})
    query = f"type_date={kind}" if kind else ""
    assert folios(program.get(f"/api/work_orders?{query}&since=2026-01-02&until=2026-01-02")) == ["WO-2"]
    response = program.get(f"/api/work_orders?{query}&since=2026-01-02T12:00:00-03")
    assert set(folios(response)) == {"WO-2", "WO-3"}


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    account: Account, program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    program.get("/api/me")
    for number in range(5):
        new_order(account, an_item(account, f"EQ-{number}"), tasks=2, responsible=new_person(account, f"T{number}"))
    with django_assert_num_queries(3):  # the token, the meter, the rows
        assert len(rows_of(program.get("/api/work_orders"))) == 10
    with django_assert_num_queries(3):
        assert len(rows_of(program.get("/api/work_orders/WO-3"))) == 2


def test_the_order_needs_no_sorting(account: Account) -> None:
    item, now = an_item(account), timezone.now()
    order = WorkOrder.objects.create(account=account, folio="WO-1", creation_date=now)
    WorkTask.objects.bulk_create(
        WorkTask(account=account, work_order=order, folio=f"WO-{n}", creation_date=now, item=item) for n in range(130)
    )
    rows = WorkTask.objects.for_api(account).values("pk", "folio", "work_order__note", "item__code")[:100]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Whether it can do without, whatever it thinks of so few rows.
            for name in ("seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{name} = off")
    plan = rows.explain()
    assert "work_task_newest" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
