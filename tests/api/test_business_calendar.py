"""/api/business_calendar: the working week, and what a change of it moves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.company.models import WEEKDAYS, WorkingWeek
from tests.api.helpers import Program, invalid, token_for
from tests.orders import new_plan

PATH = "/api/business_calendar"
DAY = ["07:00-12:00", "13:00-17:00"]


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["business_calendar:view", "business_calendar:edit", "tasks_todo:view"]))


def test_an_account_that_configured_nothing_works_always(program: Program) -> None:
    assert program.get(PATH).json()["data"] == {"time_zone": "UTC"} | {day: ["00:00-24:00"] for day in WEEKDAYS}


def test_days_that_are_named_are_changed_and_the_plan_follows(program: Program, account: Account) -> None:
    new_plan(account, next_date=datetime(2030, 2, 9, 10, tzinfo=UTC))
    data = program.call("PUT", PATH, {"saturday": [], "sunday": DAY}).json()["data"]
    assert (data["saturday"], data["sunday"], data["monday"]) == ([], DAY, ["00:00-24:00"])
    row = program.get("/api/tasks_todo?until=2031-01-01").json()["data"][0]
    assert row["date_maintenance"] == "2030-02-10T07:00:00+00:00"
    assert row["cal_date_maintenance"] == "2030-02-09T10:00:00+00:00"
    assert program.call("PUT", PATH, {"saturday": ["00:00-24:00"]}).status_code == 200
    row = program.get("/api/tasks_todo?until=2031-01-01").json()["data"][0]
    assert row["date_maintenance"] == "2030-02-09T10:00:00+00:00"


def test_a_form_writes_the_shifts_with_a_blank_between_them(program: Program) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = program.call("PUT", PATH, "monday=07:00-12:00+13:00-17:00", kind=kind)
    assert answer.json()["data"]["monday"] == DAY


@pytest.mark.parametrize(
    "hours", [["8-12"], ["12:00-08:00"], [*DAY, "16:00-18:00"], ["1"] * 4, "x", [""], ["07:00-12:00 13:00-17:00"]]
)
def test_hours_that_cannot_be_are_refused_by_their_day(program: Program, hours: Any) -> None:
    answer = program.call("PUT", PATH, {"monday": hours})
    assert (answer.status_code, set(invalid(answer))) == (400, {"monday"})
    assert not WorkingWeek.objects.exists()


def test_a_week_without_work_is_refused(program: Program) -> None:
    assert program.call("PUT", PATH, {day: [] for day in WEEKDAYS}).status_code == 400


def test_another_account_s_week_is_its_own(program: Program, other_account: Account) -> None:
    program.call("PUT", PATH, {"saturday": []})
    theirs = Program(token_for(other_account, ["business_calendar:view"]))
    assert theirs.get(PATH).json()["data"]["saturday"] == ["00:00-24:00"]
