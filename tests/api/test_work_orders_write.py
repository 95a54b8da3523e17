"""POST and PUT of work orders."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.models import PlannedTask, WorkOrder, WorkOrderStatus, WorkTask
from apps.maintenance.services.work_order_status import change_status
from tests.api.helpers import Program, token_for
from tests.factories import TESTER
from tests.orders import an_item, new_order, new_person, new_plan

NEW = {"code": "EQ-1", "description": "Cambiar sello"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def program(account: Account) -> Program:
    an_item(account)
    return Program(token_for(account, ["work_orders:view", "work_orders:add", "work_orders:edit"]))


def rows_of(response: Any) -> list[dict[str, Any]]:
    assert response.status_code in (200, 201), response.content
    found: list[dict[str, Any]] = response.json()["data"]
    return found


def invalid(response: Any) -> dict[str, str]:
    assert response.status_code == 400, response.content
    return {entry["field"]: entry["field_message"] for entry in response.json()["data"][0]["invalid_fields"]}


def test_a_new_order_answers_201_with_its_row(account: Account, program: Program) -> None:
    new_person(account, "TEC", last_name="Peña")
    sent = NEW | {
        "responsible_code": "TEC", "account_code": "TEC", "id_priorities": "1", "duration": "900", "id_request": 7,
        "requested_by": "Producción", "date_maintenance": "2026-02-03T08:00:00-05", "stop_assets": "true",
        "task_type_main": "Correctiva", "note": "Urgente", "resources_services": "12.5",
    }  # fmt: skip
    response = program.post("/api/work_orders", sent)
    row = rows_of(response)[0]
    assert (response.status_code, response.json()["message"], response.json()["total"]) == (201, "201", 1)
    assert (row["wo_folio"], row["id_status_work_order"], row["code"]) == ("WO-1", 1, "EQ-1")
    assert (row["personnel_description"], row["created_by"], row["code_create_by"]) == (
        "Nuria Peña",
        "Nuria Peña",
        "TEC",
    )
    assert (row["id_priorities"], row["duration"], row["id_request"], row["stop_assets"]) == (1, 900, 7, True)
    assert (row["date_maintenance"], row["resources_services"]) == ("2026-02-03T13:00:00+00:00", 12.5)
    assert (row["tasks_log_task_type_main"], row["note"]) == ("Correctiva", "Urgente")
    assert rows_of(program.get("/api/work_orders/WO-1")) == [row]


def test_whoever_names_no_person_creates_it_themselves(program: Program) -> None:
    row = rows_of(program.post("/api/work_orders", NEW))[0]
    assert (row["created_by"][:11], row["code_create_by"]) == ("Consumidor ", "")


def test_a_new_order_is_on_the_record(account: Account, program: Program) -> None:
    program.post("/api/work_orders", NEW | {"note": "Urgente"})
    entry = Transaction.objects.get(action="work_order_created")
    assert (entry.account, entry.module, entry.target_name) == (account, "work_orders", "WO-1")
    assert entry.changes["note"] == [None, "Urgente"]


def test_the_folio_begins_as_the_account_speaks(account: Account, program: Program) -> None:
    Account.objects.filter(pk=account.pk).update(language="es")
    assert rows_of(program.post("/api/work_orders", NEW))[0]["wo_folio"] == "OT-1"


def test_several_tasks_are_several_rows_with_one_folio(account: Account, program: Program) -> None:
    second = an_item(account, "EQ-2")
    tasks = [{"code": "EQ-1"}, {"id_item": second.pk, "description": "Probar", "priority": 5, "done": True}]
    rows = rows_of(program.post("/api/work_orders", {"tasks": tasks, "description": "Revisar", "priority": 2}))
    assert [(row["wo_folio"], row["code"]) for row in rows] == [("WO-1", "EQ-1"), ("WO-1", "EQ-2")]
    assert [(row["description"], row["id_priorities"], row["done"]) for row in rows] == [
        ("Revisar", 2, False),
        ("Probar", 5, True),
    ]
    assert rows[0]["completed_percentage"] == 50


def test_items_by_code_or_id_have_a_task_each(account: Account, program: Program) -> None:
    second = an_item(account, "EQ-2")
    sent = {"items": ["EQ-1", second.pk], "description": "Engrasar"}
    assert [row["code"] for row in rows_of(program.post("/api/work_orders", sent))] == ["EQ-1", "EQ-2"]


def test_a_form_can_send_lists_as_json(account: Account, program: Program) -> None:
    an_item(account, "EQ-2")
    sent = {"tasks": json.dumps([{"code": "EQ-1"}, {"code": "EQ-2"}]), "description": "Engrasar"}
    assert len(rows_of(program.post("/api/work_orders", urlencode(sent), kind=FORM))) == 2
    one = urlencode({"items": "EQ-2", "description": "Engrasar"})
    assert rows_of(program.post("/api/work_orders", one, kind=FORM))[0]["code"] == "EQ-2"


def test_pending_tasks_are_put_into_the_order_and_are_pending_no_more(account: Account, program: Program) -> None:
    plan = new_plan(account, every_days=30, task_type_main="Preventiva", priority=2)
    again = new_plan(account, "EQ-2", every_reading="Cada 500 h")
    sent = {"type": 1, "tasks_todo": [plan.pk, {"id": again.pk, "description": again.description}]}
    rows = rows_of(program.post("/api/work_orders", sent))
    assert [row["id_group_task"] for row in rows] == [plan.pk, again.pk]
    assert [row["trigger_description"] for row in rows] == ["Every 30 days", "Cada 500 h"]
    assert (rows[0]["tasks_log_task_type_main"], rows[0]["id_priorities"]) == ("Preventiva", 2)
    assert plan.next_date
    assert rows[0]["cal_date_maintenance"] == plan.next_date.isoformat()
    assert not PlannedTask.objects.pending(account).exists()
    assert set(invalid(program.post("/api/work_orders", sent))) == {"tasks_todo"}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, {"code", "description"}),
        ({"code": "EQ-1"}, {"description"}),
        ({"description": "x", "items": []}, {"items"}),
        ({"type": 1}, {"tasks_todo"}),
        (NEW | {"code": "NONE"}, {"code"}),
        (NEW | {"id_item": 5}, {"code", "id_item"}),
        (NEW | {"id_priorities": 6}, {"id_priorities"}),
        (NEW | {"priority": 0}, {"priority"}),
        (NEW | {"duration": -1}, {"duration"}),
        (NEW | {"duration": 2**40}, {"duration"}),
        (NEW | {"responsible_code": "NOBODY"}, {"responsible_code"}),
        (NEW | {"account_code": "NOBODY"}, {"account_code"}),
        (NEW | {"id_parent_wo": 99}, {"id_parent_wo"}),
        (NEW | {"initial_date": "2026-01-02", "final_date": "2026-01-01"}, {"final_date"}),
        (NEW | {"task_status": "ASLEEP"}, {"task_status"}),
        (NEW | {"done": True, "task_status": "DONE"}, {"done"}),
        (NEW | {"rating": 6}, {"rating"}),
        (NEW | {"resources_inventory": -1}, {"resources_inventory"}),
        (NEW | {"wo_folio": "X", "created_by": "x", "account": 1}, {"wo_folio", "created_by", "account"}),
        (NEW | {"id_status_work_order": 3, "tasks_duration": 5}, {"id_status_work_order", "tasks_duration"}),
        (NEW | {"id_work_orders_tasks": 1}, {"id_work_orders_tasks"}),
        ({"tasks": [NEW, {"code": "EQ-1"}]}, {"tasks[1].description"}),
        ({"tasks": [NEW, NEW | {"nonsense": 1}]}, {"tasks[1].nonsense"}),
        ({"tasks": [NEW | {"item_code": "NONE", "code": "EQ-1"}]}, {"tasks[0].code", "tasks[0].item_code"}),
        ({"tasks": [NEW | {"code": "NONE"}]}, {"tasks[0].code"}),
        ({"tasks": [NEW, NEW | {"priority": 9}]}, {"tasks[1].priority"}),
        ({"tasks": "EQ-1"}, {"tasks"}),
        ({"tasks": [7]}, {"tasks"}),
        ({"items": [True], "description": "x"}, {"items"}),
        ({"items": ["EQ-1", "NONE"], "description": "x"}, {"items[1]"}),
        ({"items": ["EQ-1"] * 101, "description": "x"}, {"items"}),
        ({"tasks_todo": [99]}, {"tasks_todo"}),
        ({"tasks_todo": [{}]}, {"tasks_todo"}),
    ],
)
def test_what_is_wrong_with_an_order_is_named(program: Program, body: dict[str, Any], names: set[str]) -> None:
    assert set(invalid(program.post("/api/work_orders", body))) == names
    assert not WorkOrder.objects.exists()


def test_a_change_of_the_order_shows_in_all_its_rows(account: Account, program: Program) -> None:
    new_order(account, tasks=2)
    new_person(account, "TEC")
    rows = rows_of(
        program.put("/api/work_orders/WO-1", {"note": "Listo", "code_responsible": "TEC", "user_code": "TEC"})
    )
    assert [(row["note"], row["code_responsible"]) for row in rows] == [("Listo", "TEC")] * 2
    entry = Transaction.objects.get(action="work_order_changed")
    assert entry.changes["note"] == ["", "Listo"]
    assert entry.changes["user_code"] == ["", "TEC"]


def test_a_responsible_can_be_taken_away(account: Account, program: Program) -> None:
    new_order(account, responsible=new_person(account))
    assert rows_of(program.put("/api/work_orders/WO-1", {"code_responsible": ""}))[0]["personnel_description"] == ""


def test_a_task_is_changed_by_its_id(account: Account, program: Program) -> None:
    second = new_order(account, tasks=2).tasks.order_by("pk")[1]
    sent = {"id_work_orders_tasks": second.pk, "done": "true", "task_note": "Listo", "duration": 60}
    rows = rows_of(program.put("/api/work_orders/WO-1", sent))
    assert [(row["done"], row["task_note"]) for row in rows] == [(False, ""), (True, "Listo")]
    assert [row["completed_percentage"] for row in rows] == [50, 50]
    assert rows[1]["final_date"] is not None
    assert rows[0]["tasks_duration"] == 60
    assert "task_note" in Transaction.objects.get(action="task_changed").changes


def test_of_several_tasks_one_must_be_named(account: Account, program: Program) -> None:
    new_order(account, tasks=2)
    assert set(invalid(program.put("/api/work_orders/WO-1", {"task_note": "x", "note": "y"}))) == {"task_note"}
    assert WorkOrder.objects.get().note == ""


def test_the_only_task_needs_no_naming(account: Account, program: Program) -> None:
    new_order(account)
    assert rows_of(program.put("/api/work_orders/WO-1", {"task_note": "Listo"}))[0]["task_note"] == "Listo"


def test_a_task_of_another_order_cannot_be_named(account: Account, program: Program) -> None:
    new_order(account)
    other = new_order(account).tasks.get()
    sent = {"id_work_orders_tasks": other.pk, "task_note": "x"}
    assert set(invalid(program.put("/api/work_orders/WO-1", sent))) == {"id_work_orders_tasks"}
    assert not WorkTask.objects.filter(task_note="x").exists()


def test_a_row_that_was_read_can_be_sent_back_with_one_thing_changed(account: Account, program: Program) -> None:
    new_order(account, tasks=2)
    row = rows_of(program.get("/api/work_orders/WO-1"))[1]
    rows = rows_of(program.put("/api/work_orders/WO-1", row | {"description": "Otra cosa"}))
    assert [changed["description"] for changed in rows] == ["Revisar 1", "Otra cosa"]


@pytest.mark.parametrize("name", ["nonsense", "items", "tasks", "type", "wo_folio", "id_status_work_order", "children"])
def test_unknown_and_read_only_fields_of_a_change_are_refused_by_name(
    account: Account, program: Program, name: str
) -> None:
    new_order(account)
    assert set(invalid(program.put("/api/work_orders/WO-1", {name: 9}))) == {name}


def test_a_closed_order_can_only_be_rated(account: Account, program: Program) -> None:
    change_status(order=new_order(account), status=WorkOrderStatus.COMPLETED, by=TESTER)
    assert set(invalid(program.put("/api/work_orders/WO-1", {"note": "x", "rating": 4}))) == {"note"}
    assert set(invalid(program.put("/api/work_orders/WO-1", {"duration": 5}))) == {"duration"}
    assert rows_of(program.put("/api/work_orders/WO-1", {"rating": 4}))[0]["rating"] == 4


def test_an_order_that_was_changed_meanwhile_is_not_written_over(account: Account, program: Program) -> None:
    new_order(account, tasks=2)
    tag = program.get("/api/work_orders/WO-1")["ETag"]
    assert program.put("/api/work_orders/WO-1", {"note": "a"}, **{"If-Match": tag}).status_code == 200
    assert program.put("/api/work_orders/WO-1", {"note": "b"}, **{"If-Match": tag}).status_code == 412
    assert WorkOrder.objects.get().note == "a"
