"""/meters, /meters_list and /meters_advanced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.maintenance.models import ItemType, Meter
from tests.api.helpers import Program, codes, new_item, token_for
from tests.meters import day, new_meter, read

NEW = {"item_code": "EQ-1", "description": "Horómetro", "unit_code": "HRS"}
PERMISSIONS = ["meters:view", "meters:add", "meters:edit"]


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, PERMISSIONS))


@pytest.fixture
def plant(account: Account) -> None:
    """HALL > PUMP with two meters and TANK with one."""
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION)
    for code, serials in (("PUMP", ("S-1", "S-2")), ("TANK", ("S-1",))):
        new_item(account, code, parent=hall)
        for serial in serials:
            new_meter(account, code, serial=serial)
    new_item(account, "BARE")


def invalid(response: Any) -> set[str]:
    assert response.status_code == 400, response.content
    return {entry["field"] for entry in response.json()["data"][0]["invalid_fields"]}


def test_a_row_has_exactly_the_fields_of_the_wire(account: Account, program: Program) -> None:
    meter = new_meter(account, "EQ-1", serial="S-1", max_value=9000)
    assert program.get("/api/meters").json()["data"] == [
        {
            "id": meter.pk, "active": True, "code": "EQ-1", "description": "Horómetro", "serial": "S-1",
            "is_counter": True, "counter_value": None, "counter_offset_value": None, "last_data": None,
            "units_code": "HRS", "units_description": "Horas", "items_description": "Bomba EQ-1 { EQ-1 }",
            "parent_description": None, "min_value": None, "max_value": 9000.0,
        }
    ]  # fmt: skip


def test_once_read_the_last_reading_is_an_object(account: Account, program: Program) -> None:
    meter = new_meter(account)
    for number, value in ((1, 100), (2, 30)):
        read(meter, number, value)
    row = program.get("/api/meters_list").json()["data"][0]
    assert row["last_data"] == {"date": "2026-01-02T12:00:00+00:00", "value": 30.0, "accumulated_value": 130.0}
    assert (row["counter_value"], row["counter_offset_value"]) == (130.0, 100.0)


@pytest.mark.usefixtures("plant")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["PUMP", "PUMP", "TANK"]),
        ("?code=PUMP", ["PUMP", "PUMP"]),
        ("?code=PUMP&serial=S-2", ["PUMP"]),
        ("?serial=S-1", ["PUMP", "TANK"]),
        ("?location_code=HALL", ["PUMP", "PUMP", "TANK"]),
        ("?location_code=PUMP", []),
        ("?code=pump", []),
        ("?is_counter=false", []),
        ("/PUMP", ["PUMP", "PUMP"]),
        ("/PUMP/?serial=S-1", ["PUMP"]),
        ("/PUMP?start=1", ["PUMP"]),
        ("/BARE", []),
    ],
)
def test_meters_are_found_by_their_item_their_serial_and_their_place(
    program: Program, query: str, expected: list[str]
) -> None:
    for name in ("meters", "meters_list", "meters_advanced"):
        assert codes(program.get(f"/api/{name}{query}")) == expected


@pytest.mark.parametrize("name", ["meters", "meters_advanced"])
def test_an_unknown_item_is_404(program: Program, name: str) -> None:
    assert program.get(f"/api/{name}/NONE").status_code == 404
    assert program.get(f"/api/{name}/a%00b").status_code == 404


def test_the_advanced_rows_say_more_of_the_item(account: Account, program: Program) -> None:
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION)
    item = new_item(account, "PUMP", parent=hall, groups_description="Bombas")
    new_meter(account, "PUMP")
    row = program.get("/api/meters_advanced/PUMP").json()["data"][0]
    assert row["items_parent_description"] == row["parent_description"] == "Bomba HALL { HALL }"
    assert (row["id_item"], row["location_code"], row["groups_description"]) == (item.pk, "HALL", "Bombas")


def test_a_new_meter_answers_201_with_its_row(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    response = program.post("/api/meters", NEW | {"serial": "S-1", "is_counter": "false", "max_value": "50"})
    body = response.json()
    assert (response.status_code, body["success"], body["message"], body["total"]) == (201, True, "201", 1)
    row = body["data"][0]
    assert (row["code"], row["serial"], row["is_counter"], row["max_value"]) == ("EQ-1", "S-1", False, 50.0)


def test_a_new_meter_names_its_item_by_code_too_and_may_bring_its_first_reading(
    account: Account, program: Program
) -> None:
    new_item(account, "EQ-1")
    new = {"code": "EQ-1", "description": "Horómetro", "units_code": "HRS", "units_description": "Horas"}
    row = program.post("/api/meters", new | {"last_reading": "2011", "date_reading": "2026-01-05T00:00:00-03"}).json()
    assert row["data"][0]["last_data"] == {
        "date": "2026-01-05T03:00:00+00:00", "value": 2011.0, "accumulated_value": 2011.0,
    }  # fmt: skip


def test_what_is_wrong_with_a_new_meter_is_named(account: Account, program: Program) -> None:
    assert invalid(program.post("/api/meters", {})) >= {"code", "description"}
    assert invalid(program.post("/api/meters", NEW | {"item_code": "NONE"})) == {"item_code"}
    new_item(account, "EQ-1")
    assert invalid(program.post("/api/meters", NEW | {"nonsense": 1})) == {"nonsense"}
    assert invalid(program.post("/api/meters", NEW | {"counter_value": 1})) == {"counter_value"}
    assert invalid(program.post("/api/meters", NEW | {"min_value": 2, "max_value": 1})) == {"max_value"}
    assert invalid(program.post("/api/meters", NEW | {"last_reading": 1})) == {"date_reading"}
    assert not Meter.objects.exists()


def test_the_same_serial_at_the_same_item_is_409(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    assert program.post("/api/meters", NEW | {"serial": "S-1"}).status_code == 201
    assert program.post("/api/meters", NEW | {"serial": "S-1"}).status_code == 409


def test_a_page_costs_the_same_however_many_meters_there_are(
    account: Account, program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(6):
        read(new_meter(account, f"EQ-{number}"), 1, 10)
    program.get("/api/me")
    with django_assert_num_queries(3):  # the token, the meter of calls, the rows
        program.get("/api/meters?start=5")
    with django_assert_num_queries(3):
        program.get("/api/meters")
    with django_assert_num_queries(4):  # and the item
        program.get("/api/meters/EQ-1")


def test_an_item_of_another_account_takes_no_meter(account: Account, other_account: Account, program: Program) -> None:
    new_item(other_account, "EQ-1")
    assert invalid(program.post("/api/meters", NEW)) == {"item_code"}


def test_the_last_reading_is_where_it_was_after_an_older_one(account: Account, program: Program) -> None:
    meter = new_meter(account)
    read(meter, 10, 50)
    read(meter, 5, 20, is_historical=True)
    assert program.get("/api/meters").json()["data"][0]["last_data"]["date"] == day(10).isoformat()
