"""No filter of a list costs in proportion to a table: an index serves it, or it is bounded and refused by its name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from apps.accounts.models import Account
from apps.api import reach
from apps.api.filters import by_name, kind_of
from apps.api.kinds import Choice, Date, Day, Number, Whole, Yes
from apps.api.problems import TooCostly
from apps.api.reach import Reach
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.work_orders import WorkOrderViewSet
from apps.api.served import once
from apps.maintenance.models import Item
from tests.api.helpers import Program, codes, new_item, token_for
from tests.api.samples import SAMPLES, resources
from tests.meters import day, new_meter, read
from tests.orders import new_plan
from tests.plans import without_scans

LISTS = [resource for resource in resources() if resource.collection.get("get") == "list"]
USUAL = {Whole: "1", Number: "1.5", Yes: "true", Date: "2026-01-02T00:00:00Z", Day: "2026-01-02"}
Given = dict[str, str]


def value_for(resource: type[ResourceViewSet], name: str) -> str:
    kind = kind_of(by_name(resource.fields, resource.filters)[name])
    if isinstance(kind, Choice):
        return str(next(iter(kind.words)))
    least = getattr(kind, "min_value", None)
    return str(least) if least is not None and least > 1 else USUAL.get(type(kind), "x")


@pytest.fixture
def asked(account: Account, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a list makes of a filter."""

    def of(resource: type[ResourceViewSet], given: Given) -> tuple[Any, Reach]:
        view: Any = resource()
        monkeypatch.setattr(resource, "account", account, raising=False)
        monkeypatch.setattr(resource, "detail", False, raising=False)
        return view, view.reach(given)

    return of


@pytest.mark.parametrize("resource", LISTS)
def test_every_filter_is_served_by_an_index_or_refused_by_its_name_beyond_the_bound(
    asked: Any, monkeypatch: pytest.MonkeyPatch, resource: type[ResourceViewSet]
) -> None:
    named = by_name(resource.fields, resource.filters)
    monkeypatch.setattr(reach, "LOOKED_THROUGH", 10)
    found = {name: asked(resource, {name: value_for(resource, name)}) for name in named}
    monkeypatch.setattr(reach, "LOOKED_THROUGH", -1)
    wrong = {name: fault_of(view, one, name) for name, (view, one) in found.items() if one.values or one.conditions}
    assert {name: fault for name, fault in wrong.items() if fault} == {}


def fault_of(view: Any, found: Reach, name: str) -> str:
    """What is wrong with how the rows of a filter are found; "" for nothing."""
    if found.is_ready:
        is_one = set(found.values) <= {*once(view.model), "pk"}
        plan = plan_of(view.read(found.rows())[:25], sorts=is_one)
        sorts = not is_one and re.search("Sort|TEMP B-TREE", plan)
        return plan if sorts or looks_one_by_one(plan, found) else ""
    return _fault_of_candidates(found) or _fault_of_refusal(found, name)


def _fault_of_candidates(found: Reach) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reach, "LOOKED_THROUGH", 10)
        plans = [plan_of(rows.order_by().values("pk")[:25], sorts=True) for rows in found.candidates()]
    return "".join(plan for plan in plans if looks_one_by_one(plan, found))


def _fault_of_refusal(found: Reach, name: str) -> str:
    try:
        found.rows()
    except TooCostly as refused:
        fields = [entry["field"] for entry in (refused.data or [{}])[0].get("invalid_fields", [])]
        return "" if fields == [name] else "unnamed"
    return "not refused"


def looks_one_by_one(plan: str, found: Reach) -> bool:
    """Whether a plan goes through all rows of the account, or of everybody's.

    With so few rows PostgreSQL may take any index that is in order; that it has the right ones SQLite shows.
    """
    table = found.every.model._meta.db_table
    on_sqlite = rf"SEARCH {table} .*\(account_id=\?\)$|SCAN {table}"
    return re.search(f"{on_sqlite}|Seq Scan on {table}", plan, re.MULTILINE) is not None


def plan_of(rows: QuerySet[Any], *, sorts: bool) -> str:
    with without_scans(sorts=sorts):
        plan: str = rows.explain()
    return plan


# --- what a program sees ----------------------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked through is no more than these tests have in part of their rows."""
    monkeypatch.setattr(reach, "LOOKED_THROUGH", 2)


@pytest.fixture
def parts(account: Account) -> None:
    for number in range(5):
        new_item(account, f"EQ-{number}", item_type=2 if number < 2 else 5, notes="Nueva" if number % 2 else "")


@pytest.mark.usefixtures("parts", "few")
def test_what_would_look_through_too_many_rows_is_refused_with_what_to_narrow_it_by(program: Program) -> None:
    refused = program.get("/api/items?notes=Nueva")
    assert (refused.status_code, refused.json()["code"]) == (400, "too_costly")
    (entry,) = refused.json()["data"][0]["invalid_fields"]
    assert entry["field"] == "notes"
    assert {"code", "item_type", "location_code"} <= set(re.findall(r"\w+", entry["field_message"]))


@pytest.mark.usefixtures("parts", "few")
def test_narrowed_by_what_an_index_finds_it_is_answered_with_a_true_total(program: Program) -> None:
    response = program.get("/api/items?notes=Nueva&item_type=2")
    assert (codes(response), response.json()["total"]) == (["EQ-1"], 1)
    assert program.get("/api/items?notes=Nueva&item_type=5").json()["code"] == "too_costly"


@pytest.mark.usefixtures("parts", "few")
@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_what_an_index_has_ready_is_answered_however_much_there_is(program: Program, start: int) -> None:
    response = program.get(f"/api/items?item_type=5&limit=1&start={start}")
    assert response.json()["total"] == 3
    assert codes(response) == ["EQ-2", "EQ-3", "EQ-4"][start : start + 1]


@pytest.mark.usefixtures("parts")
def test_a_total_that_is_not_kept_is_counted_up_to_a_bound(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "/api/items?field_1=Bomba%20EQ-1&limit=1&start=1"
    assert program.get(asked).json()["total"] == 1
    monkeypatch.setattr(reach, "COUNTED", 0)
    assert program.get(asked).json()["code"] == "too_costly"
    assert program.get("/api/items?limit=1&start=1").json()["total"] == 5


@pytest.mark.usefixtures("few")
def test_a_period_narrows_as_well(account: Account) -> None:
    meter = new_meter(account)
    for number in range(1, 5):
        read(meter, number, 10 * number)
    program = Program(token_for(account, ["meters:view"]))
    asked = "/api/meters_reading?source=API"
    assert program.get(asked).json()["code"] == "too_costly"
    found = program.get(f"{asked}&since={day(3).date()}").json()
    assert (found["total"], [row["data"]["value"] for row in found["data"]]) == (2, [30.0, 40.0])


@pytest.mark.usefixtures("few")
def test_where_something_stands_is_found_through_its_item(account: Account) -> None:
    for number in range(4):
        SAMPLES[WorkOrderViewSet](account, f"OT-{number}")
    program = Program(token_for(account, ["work_orders:view", "meters:view"]))
    row = program.get("/api/work_orders").json()["data"][0]
    assert program.get(f"/api/work_orders?code_asset={row['code']}").json()["total"] >= 1
    assert program.get("/api/work_orders?id_priorities=1").json()["code"] == "too_costly"


def test_the_locations_inside_one_are_found_by_an_index(account: Account) -> None:
    rows = Item.objects.of(account).filter(location__in=Item.objects.locations_from(account, "TOP")).order_by()
    plan = plan_of(rows.values("pk"), sorts=True)
    assert connection.vendor == "postgresql" or "item_inside (location_id=? AND item_type=?)" in plan
    assert "Seq Scan" not in plan


def test_a_whole_list_whose_number_is_not_kept_is_counted_up_to_the_bound_and_then_estimated(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program(token_for(account, ["tasks_todo:view"]))
    for number in range(4):
        new_plan(account, f"EQ-{number}")
    assert program.get("/api/tasks_todo?limit=2").json()["total"] == 4
    monkeypatch.setattr(reach, "LOOKED_THROUGH", 2)
    assert program.get("/api/tasks_todo?limit=2").json()["total"] >= 3
    # Whoever reads to the end is told the number.
    assert program.get("/api/tasks_todo?start=3&limit=2").json()["total"] == 4
