"""/api/holidays: the days that are otherwise than their weekday."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.company.models import Holiday
from tests.api.helpers import Program, invalid, token_for
from tests.calendars import new_holiday
from tests.orders import new_plan

PATH = "/api/holidays"
SENT = {"description": "Navidad", "date": "2030-12-25", "recurrent": True}


@pytest.fixture
def program(account: Account) -> Program:
    actions = ("view", "add", "edit", "delete")
    return Program(token_for(account, [*(f"business_calendar:{action}" for action in actions), "tasks_todo:view"]))


def test_a_holiday_is_made_changed_and_deleted_and_the_plan_follows(program: Program, account: Account) -> None:
    new_plan(account, next_date=datetime(2030, 12, 25, 10, tzinfo=UTC))

    def planned() -> str:
        row = program.get("/api/tasks_todo?until=2032-01-01").json()["data"][0]
        return str(row["date_maintenance"])[:16]

    made = program.post(PATH, SENT)
    row = made.json()["data"][0]
    assert (made.status_code, row) == (201, SENT | {"id": Holiday.objects.get().pk, "working_day": False})
    assert planned() == "2030-12-26T00:00"
    changed = program.call("PUT", f"{PATH}/{row['id']}", {"working_day": "true"})
    assert (changed.json()["data"][0]["working_day"], planned()) == (True, "2030-12-25T10:00")
    program.call("PUT", f"{PATH}/{row['id']}", {"working_day": False})
    assert planned() == "2030-12-26T00:00"
    assert program.call("DELETE", f"{PATH}/{row['id']}").json()["data"] == []
    assert (planned(), program.get(f"{PATH}/{row['id']}").status_code) == ("2030-12-25T10:00", 404)


def test_the_list_is_in_the_order_of_dates_and_filtered(program: Program, account: Account) -> None:
    new_holiday(account, description="Reyes", date=date(2031, 1, 6))
    new_holiday(account, description="Navidad", date=date(2030, 12, 25), recurrent=True)
    new_holiday(account, description="Inventario", date=date(2030, 5, 4), working_day=True)

    def told(query: str = "") -> list[str]:
        return [row["description"] for row in program.get(f"{PATH}?{query}").json()["data"]]

    assert told() == ["Inventario", "Navidad", "Reyes"]
    assert told("year=2031") == ["Navidad", "Reyes"]
    assert told("recurrent=true") == told("date=2030-12-25") == ["Navidad"]
    assert told("working_day=true") == told("description=Inventario") == ["Inventario"]
    assert program.get(f"{PATH}?year=99999").status_code == 400


def test_a_date_that_is_there_already_is_409(program: Program) -> None:
    assert program.post(PATH, SENT).status_code == 201
    for again in (SENT, SENT | {"recurrent": False}, SENT | {"date": "2031-12-25"}):
        answer = program.post(PATH, again)
        assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"date": "2030-02-30"}, "date"),
        ({"date": "1900-01-01"}, "date"),
        ({"date": None}, "date"),
        ({"description": ""}, "description"),
        ({"month_day": 5}, "month_day"),
        ({"working_day": "maybe"}, "working_day"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(program: Program, sent: dict[str, Any], field: str) -> None:
    answer = program.post(PATH, SENT | sent)
    assert (answer.status_code, set(invalid(answer))) == (400, {field})
    assert set(invalid(program.post(PATH, {}))) == {"date", "description"}
    assert not Holiday.objects.exists()


def test_another_account_s_holidays_are_not_there(program: Program, other_account: Account) -> None:
    row = new_holiday(other_account)
    assert program.get(PATH).json()["total"] == 0
    for method in ("GET", "PUT", "DELETE"):
        assert program.call(method, f"{PATH}/{row.pk}", SENT if method == "PUT" else None).status_code == 404
    assert Holiday.objects.get() == row
