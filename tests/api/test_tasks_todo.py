"""GET /api/tasks_todo: what is planned and in no work order yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import Account
from apps.maintenance.models import ItemType, PlannedTask
from tests.api.helpers import Program, codes, new_item, token_for
from tests.orders import an_item, new_order, new_plan


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["tasks_todo:view"]))


def test_a_pending_task_says_what_triggers_it_and_when(account: Account, program: Program) -> None:
    plan = new_plan(
        account, every_days=30, priority=1, duration=900, task_type_main="Preventiva", num_resources=2,
        group_task_description="Ronda", last_date=timezone.now() - timedelta(days=29),
    )  # fmt: skip
    body = program.get("/api/tasks_todo").json()
    assert (body["success"], body["message"], body["total"]) == (True, "200", 1)
    row = body["data"][0]
    assert (row["id"], row["id_task"], row["id_item"]) == (plan.pk, plan.pk, plan.item_id)
    assert (row["code"], row["item_description"], row["parent_description"]) == ("EQ-1", "Bomba EQ-1 { EQ-1 }", "")
    assert (row["trigger_description"], row["priorities_description"]) == ("Every 30 days", "Very high")
    assert (row["tasks_types_main_description"], row["group_task_description"]) == ("Preventiva", "Ronda")
    assert (row["duration"], row["num_resources"], row["delay"], row["is_active"]) == (900, 2, 0, True)
    assert plan.next_date
    assert row["date_maintenance"] == row["cal_date_maintenance"] == plan.next_date.isoformat()


def test_a_reading_that_triggers_is_told_in_the_words_of_the_company(account: Account, program: Program) -> None:
    new_plan(account, every_reading="Cada 500 h", every_days=90)
    assert program.get("/api/tasks_todo").json()["data"][0]["trigger_description"] == "Cada 500 h"


def test_the_list_looks_one_month_ahead_and_holds_all_that_is_overdue(account: Account, program: Program) -> None:
    for code, days in (("SOON", 20), ("LATE", -400), ("LATER", 40)):
        new_plan(account, code, days=days)
    rows = program.get("/api/tasks_todo").json()["data"]
    assert [row["code"] for row in rows] == ["LATE", "SOON"]
    assert [row["delay"] for row in rows] == [399 * 86400, 0] or rows[0]["delay"] == 400 * 86400


@pytest.mark.parametrize(("days", "expected"), [(10, []), (30, ["SOON"]), (60, ["SOON", "LATER"])])
def test_until_says_how_far_the_list_looks(account: Account, program: Program, days: int, expected: list[str]) -> None:
    new_plan(account, "SOON", days=20)
    new_plan(account, "LATER", days=40)
    until = timezone.now() + timedelta(days=days)
    for text in (f"{until:%Y-%m-%dT%H:%M:%SZ}", f"{until:%Y-%m-%d}"):
        assert codes(program.get(f"/api/tasks_todo?until={text}")) == expected


def test_a_wrong_until_is_refused_and_other_dates_are_ignored_by_name(account: Account, program: Program) -> None:
    assert program.get("/api/tasks_todo?until=tomorrow").status_code == 400
    response = program.get("/api/tasks_todo?since=2026-01-01&type_date=x")
    assert (response.status_code, response["Warning"]) == (200, '299 - "Ignored parameters: since, type_date"')


def test_what_is_in_an_order_or_not_in_force_or_without_a_date_is_not_pending(
    account: Account, program: Program
) -> None:
    taken = new_plan(account, "TAKEN")
    new_order(account, planned=[taken.pk])
    new_plan(account, "STOPPED", active=False)
    new_plan(account, "BY-READING", next_date=None, every_reading="Cada 500 h")
    new_plan(account, "PENDING")
    assert codes(program.get("/api/tasks_todo")) == ["PENDING"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code_location=PLANT", ["PLANT", "PUMP"]),
        ("code_location=PUMP", []),
        ("code=TANK", ["TANK"]),
        ("description=Engrasar+PUMP", ["PUMP"]),
        ("id_priorities=2", []),
        ("start=1&limit=1", ["PUMP"]),
    ],
)
def test_filters_are_exact(account: Account, program: Program, query: str, expected: list[str]) -> None:
    plant = new_item(account, "PLANT", item_type=ItemType.LOCATION)
    new_item(account, "PUMP", parent=plant)
    for days, code in enumerate(("PLANT", "PUMP", "TANK"), start=1):
        new_plan(account, code, days=days)
    assert codes(program.get(f"/api/tasks_todo?{query}")) == expected


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    account: Account, program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    program.get("/api/me")
    for number in range(5):
        new_plan(account, f"EQ-{number}")
    with django_assert_num_queries(3):  # the token, the meter, the rows
        assert len(codes(program.get("/api/tasks_todo"))) == 5


def test_the_order_needs_no_sorting(account: Account) -> None:
    item, now = an_item(account), timezone.now()
    PlannedTask.objects.bulk_create(
        PlannedTask(account=account, item=item, description="x", next_date=now) for _ in range(130)
    )
    rows = PlannedTask.objects.for_api(account).filter(next_date__lte=now).values("pk", "item__code")[:100]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Whether it can do without, whatever it thinks of so few rows.
            for name in ("seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{name} = off")
    plan = rows.explain()
    assert "planned_task_next" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
