"""/meters_reading, and PUT /meter_reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.maintenance.models import ItemType, MeterReading
from apps.maintenance.services.items import update_item
from tests.api.helpers import Program, new_item, token_for
from tests.api.queries import cost_of
from tests.factories import TESTER
from tests.meters import new_meter, read
from tests.orders import new_plan

SENT = {"date": "2026-01-07T20:00:00-03", "value": 2050, "serial": "112"}


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["meters:view", "meters:edit"]))


def values(response: Any) -> list[float]:
    return [row["data"]["value"] for row in response.json()["data"]]


def invalid(response: Any) -> dict[str, str]:
    assert response.status_code == 400, response.content
    return {entry["field"]: entry["field_message"] for entry in response.json()["data"][0]["invalid_fields"]}


# --- PUT --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/meter_reading/HCY1-P1", "/api/meter_reading/HCY1-P1/",
                                  "/api/meter_reading?code=HCY1-P1", "/api/meter_reading/?code=HCY1-P1"])  # fmt: skip
def test_a_reading_is_entered_under_the_code_of_the_item(account: Account, program: Program, path: str) -> None:
    meter = new_meter(account, "HCY1-P1", serial="112")
    new_meter(account, "HCY1-P1", serial="113")
    response = program.put(path, SENT)
    body = response.json()
    assert (response.status_code, body["success"], body["message"], body["total"]) == (200, True, "200", 1)
    assert set(body["data"]) == {"meter", "tasks", "id_meters_readings", "is_duplicate"}
    data = body["data"]
    assert (data["meter"]["id"], data["meter"]["counter_value"]) == (meter.pk, 2050.0)
    assert data["meter"]["last_data"] == {
        "date": "2026-01-07T23:00:00+00:00", "value": 2050.0, "accumulated_value": 2050.0,
    }  # fmt: skip
    assert (data["tasks"], data["is_duplicate"]) == ([], False)
    assert data["id_meters_readings"] == MeterReading.objects.get(meter=meter, source="API").pk


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_sent_again_it_is_a_duplicate_and_nothing_is_written(account: Account, program: Program, kind: str) -> None:
    new_meter(account, "EQ-1", serial="112")
    first = program.put("/api/meter_reading/EQ-1", SENT).json()["data"]
    body: Any = SENT if "json" in kind else "date=2026-01-07T20:00:00-03&value=2050.0&serial=112"
    again = program.put("/api/meter_reading/EQ-1", body, kind=kind).json()["data"]
    assert (first["is_duplicate"], again["is_duplicate"]) == (False, True)
    assert again["id_meters_readings"] == first["id_meters_readings"]
    assert again["meter"] == first["meter"]
    assert MeterReading.objects.count() == 1


def test_the_only_meter_needs_no_serial_and_one_of_several_does(account: Account, program: Program) -> None:
    new_meter(account, "EQ-1", serial="112")
    without = {name: value for name, value in SENT.items() if name != "serial"}
    assert program.put("/api/meter_reading/EQ-1", without).status_code == 200
    new_meter(account, "EQ-1", serial="113")
    assert set(invalid(program.put("/api/meter_reading/EQ-1", without))) == {"serial"}
    assert set(invalid(program.put("/api/meter_reading/EQ-1", SENT | {"serial": "999"}))) == {"serial"}


def test_an_item_without_a_meter_has_none_to_read(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    assert set(invalid(program.put("/api/meter_reading/EQ-1", SENT))) == {"serial"}


def test_an_unknown_item_is_404_and_no_item_400(program: Program) -> None:
    assert program.put("/api/meter_reading/NONE", SENT).status_code == 404
    assert program.put("/api/meter_reading?code=NONE", SENT).status_code == 404
    assert set(invalid(program.put("/api/meter_reading", SENT))) == {"code"}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"date": None}, "date"), ({"date": "yesterday"}, "date"), ({"date": "2099-01-01"}, "date"),
        ({"value": None}, "value"), ({"value": "x"}, "value"), ({"value": ""}, "value"), ({"value": "1e30"}, "value"),
        ({"value": -1}, "value"), ({"value": 5001}, "value"), ({"value": 10**14}, "value"),
        ({"is_historical": "maybe"}, "is_historical"), ({"source": "MANUAL"}, "source"),
        ({"accumulated_value": 1}, "accumulated_value"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_reading_is_named(
    account: Account, program: Program, change: dict[str, Any], name: str
) -> None:
    new_meter(account, "EQ-1", serial="112", min_value=0, max_value=5000)
    assert set(invalid(program.put("/api/meter_reading/EQ-1", SENT | change))) == {name}
    assert not MeterReading.objects.exists()


def test_a_value_out_of_range_is_told_the_range(account: Account, program: Program) -> None:
    new_meter(account, "EQ-1", serial="112", min_value=0, max_value=500)
    assert "0" in invalid(program.put("/api/meter_reading/EQ-1", SENT))["value"]
    assert "500" in invalid(program.put("/api/meter_reading/EQ-1", SENT))["value"]


def test_what_a_program_computed_is_rounded_and_known_again(account: Account, program: Program) -> None:
    new_meter(account, "EQ-1", serial="112")
    sent = SENT | {"value": 0.1 + 0.2}
    assert program.put("/api/meter_reading/EQ-1", sent).json()["data"]["meter"]["counter_value"] == 0.3
    assert program.put("/api/meter_reading/EQ-1", sent).json()["data"]["is_duplicate"] is True


def test_what_is_missing_is_named(account: Account, program: Program) -> None:
    new_meter(account, "EQ-1")
    assert set(invalid(program.put("/api/meter_reading/EQ-1", {}))) == {"date", "value"}


def test_an_older_reading_is_put_in_its_place_when_it_is_meant_so(account: Account, program: Program) -> None:
    new_meter(account, "EQ-1", serial="112")
    program.put("/api/meter_reading/EQ-1", SENT)
    older = SENT | {"date": "2026-01-06", "value": "1990"}
    assert set(invalid(program.put("/api/meter_reading/EQ-1", older))) == {"date"}
    data = program.put("/api/meter_reading/EQ-1", older | {"is_historical": "true"}).json()["data"]
    assert data["meter"]["last_data"]["value"] == 2050.0
    assert values(program.get("/api/meters_reading")) == [1990.0, 2050.0]


def test_who_may_only_look_cannot_enter_a_reading(account: Account) -> None:
    new_meter(account, "EQ-1", serial="112")
    assert Program(token_for(account, ["meters:view"])).put("/api/meter_reading/EQ-1", SENT).status_code == 403


# --- GET --------------------------------------------------------------------------------------------------------------


def test_a_row_has_exactly_the_fields_of_the_wire(account: Account, program: Program) -> None:
    reading = read(new_meter(account, "EQ-1", serial="S-1"), 3, 12)
    row = program.get("/api/meters_reading").json()["data"][0]
    assert row.pop("date").endswith("+00:00")
    assert row == {
        "id": reading.pk, "id_meter": reading.meter_id, "code": "EQ-1", "serial": "S-1", "description": "Horómetro",
        "items_description": "Bomba EQ-1 { EQ-1 }", "date_reading": "2026-01-03T12:00:00+00:00",
        "data": {"date": "2026-01-03T12:00:00+00:00", "value": 12.0, "accumulated_value": 12.0},
        "units_code": "HRS", "units_description": "Horas", "source": "API",
    }  # fmt: skip


@pytest.fixture
def read_twice(account: Account) -> None:
    """PUMP in HALL was read on the 1st (1) and the 5th (5), TANK on the 3rd (3)."""
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION)
    pump, tank = new_meter(account, "PUMP", serial="S-1"), new_meter(account, "TANK", serial="S-2")
    update_item(item=pump.item, parent=hall, by=TESTER)
    for meter, number in ((pump, 1), (tank, 3), (pump, 5)):
        read(meter, number, number)
    MeterReading.objects.filter(value=3).update(date="2026-01-20T00:00:00Z", source="MANUAL")
    MeterReading.objects.exclude(value=3).update(date="2026-01-10T00:00:00Z")


@pytest.mark.usefixtures("read_twice")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 3, 5]),
        ("since=2026-01-03", [3, 5]),
        ("until=2026-01-03", [1, 3]),
        ("until=20260103", [1, 3]),
        ("until=9999-12-31", [1, 3, 5]),
        ("since=2026-01-02&until=2026-01-04T00:00:00-03", [3]),
        ("since=2026-01-15&type_date=date", [3]),
        ("since=2026-01-15&type_date=date_reading", []),
        ("until=2026-01-10&type_date=date", [1, 5]),
        ("code=PUMP", [1, 5]),
        ("code=PUMP&since=2026-01-02", [5]),
        ("serial=S-2", [3]),
        ("code=PUMP&serial=S-2", []),
        ("location_code=HALL", [1, 5]),
        ("code_location=HALL", [1, 5]),
        ("source=MANUAL", [3]),
        ("code=NONE", []),
    ],
)
def test_readings_are_found_by_item_serial_place_source_and_period(
    program: Program, query: str, expected: list[int]
) -> None:
    for name in ("meters_reading", "meters_reading_list"):
        response = program.get(f"/api/{name}?{query}")
        assert values(response) == expected
        assert response.json()["total"] == len(expected)


@pytest.mark.parametrize("query", ["type_date=creation", "since=x", "id_meter=x"])
def test_a_filter_that_cannot_be_is_refused_by_name(program: Program, query: str) -> None:
    assert set(invalid(program.get(f"/api/meters_reading?{query}"))) == {query.partition("=")[0]}


def test_a_page_costs_the_same_however_many_readings_there_are(
    account: Account, program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    meter = new_meter(account)
    for number in range(1, 7):
        read(meter, number, number)
    program.get("/api/me")
    for query in ("start=5", "", "since=2026-01-02"):
        with django_assert_num_queries(3):  # the token, the meter of calls, the rows
            program.get(f"/api/meters_reading?{query}")
    for query in ("code=EQ-1&start=5", "code=EQ-1", "since=2026-01-02&code=EQ-1&serial="):
        with django_assert_num_queries(4):  # and whose they are
            program.get(f"/api/meters_reading?{query}")


def test_a_reading_has_a_constant_price(
    account: Account, program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    meter = new_meter(account, serial="112")
    program.get("/api/me")

    def price() -> int:
        number = MeterReading.objects.count() + 1
        sent = {"date": f"2026-01-{number:02}", "value": number, "serial": "112"}
        cost = cost_of(lambda: program.put("/api/meter_reading/EQ-1", sent))
        return cost.reads + cost.writes

    first = price()
    for number in range(2, 9):
        read(meter, number, number)
    assert price() == first


def test_a_reading_tells_which_tasks_it_makes_due(account: Account, program: Program) -> None:
    meter = new_meter(account)
    plan = new_plan(account, meter=meter, every_value=500, next_value=500, next_date=None)
    new_plan(account, meter=meter, every_value=900, next_value=900, next_date=None)
    asked = {"value": 499, "date": "2026-01-02T10:00:00Z"}
    assert program.put("/api/meter_reading/EQ-1", asked).json()["data"]["tasks"] == []
    asked = {"value": 501, "date": "2026-01-03T10:00:00Z"}
    for _again in range(2):
        tasks = program.put("/api/meter_reading/EQ-1", asked).json()["data"]["tasks"]
        assert [(task["id"], task["code"], task["date_maintenance"]) for task in tasks] == [
            (plan.pk, "EQ-1", "2026-01-03T10:00:00+00:00")
        ]
    later = {"value": 502, "date": "2026-01-04T10:00:00Z"}
    assert program.put("/api/meter_reading/EQ-1", later).json()["data"]["tasks"] == []


def test_an_older_reading_makes_nothing_due(account: Account, program: Program) -> None:
    meter = new_meter(account, is_counter=False)
    new_plan(account, meter=meter, next_value=80, next_date=None)
    read(meter, 5, 20)
    older = {"value": 90, "date": "2026-01-02T10:00:00Z", "is_historical": True}
    assert program.put("/api/meter_reading/EQ-1", older).json()["data"]["tasks"] == []
