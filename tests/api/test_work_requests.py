"""/work_requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.maintenance.models import ItemType, WorkRequest
from tests.api.helpers import Program, new_item, token_for
from tests.meters import day, new_request
from tests.orders import new_person

NEW = {
    "user_code": "P-1", "description": "Fuga en la bomba", "date_incident": "2026-01-09T20:00:00-03",
    "requested_by": "Marta Gil", "is_urgent": "true",
}  # fmt: skip
PERMISSIONS = ["work_requests:view", "work_requests:add", "work_requests:edit"]


@pytest.fixture
def program(account: Account) -> Program:
    new_person(account, "P-1", first_name="Nuria", last_name="Paz", email="nuria@aguas.example")
    new_person(account, "P-2", first_name="Iván")
    return Program(token_for(account, PERMISSIONS))


def numbers(response: Any) -> list[int]:
    return [row["id"] for row in response.json()["data"]]


def invalid(response: Any) -> dict[str, str]:
    assert response.status_code == 400, response.content
    return {entry["field"]: entry["field_message"] for entry in response.json()["data"][0]["invalid_fields"]}


def made(program: Program, **fields: Any) -> dict[str, Any]:
    response = program.post("/api/work_requests", NEW | fields)
    assert response.status_code == 201, response.content
    found: dict[str, Any] = response.json()["data"][0]
    return found


# --- POST -------------------------------------------------------------------------------------------------------------


def test_a_new_request_answers_201_with_its_number(program: Program) -> None:
    response = program.post("/api/work_requests", NEW)
    body = response.json()
    assert (response.status_code, body["success"], body["message"], body["total"]) == (201, True, "201", 1)
    row = body["data"][0]
    assert row["id"] == row["id_code"] == WorkRequest.objects.get().pk
    assert row["code"] == str(row["id"])
    assert program.get(f"/api/work_requests/{row['id']}").json()["data"] == body["data"]


def test_a_row_has_exactly_the_fields_of_the_wire(account: Account, program: Program) -> None:
    hall = new_item(account, "HALL", item_type=ItemType.LOCATION)
    item = new_item(account, "EQ-1", parent=hall)
    row = made(
        program, code="EQ-1", observation="Gotea", email_requested_by="marta@aguas.example", identifier="INT-7",
        types_description="Mecánica",
    )  # fmt: skip
    assert row.pop("date") == row.pop("date_status")
    number = row.pop("id")
    assert row == {
        "id_code": number, "code": str(number), "id_company": 477, "date_incident": "2026-01-09T23:00:00+00:00",
        "date_solution": None, "description": "Fuga en la bomba", "observation": "Gotea", "is_urgent": True,
        "user_code": "P-1", "accounts_name": "Nuria Paz", "accounts_email": "nuria@aguas.example",
        "requested_by": "Marta Gil", "email_requested_by": "marta@aguas.example", "telephone_requested_by": "",
        "reported_location": "", "identifier": "INT-7", "types_description": "Mecánica", "types_1_description": "",
        "types_2_description": "", "id_item": item.pk, "item_code": "EQ-1",
        "items_description": "Bomba EQ-1 { EQ-1 }", "parent_description": "Bomba HALL { HALL }",
        "id_status": 1, "requests_x_status_description": "OPEN_STATUS", "requests_x_status_notes": "",
        "requests_x_status_accounts_name": "", "wo_folio": "",
    }  # fmt: skip


def test_a_request_about_no_item_has_empty_texts_and_no_null_in_them(program: Program) -> None:
    row = made(program)
    assert (row["id_item"], row["item_code"]) == (None, None)
    assert (row["items_description"], row["parent_description"]) == ("", "")


@pytest.mark.parametrize("name", ["user_code", "description", "date_incident", "requested_by", "is_urgent"])
def test_what_is_required_is_named_when_it_is_missing_or_blank(program: Program, name: str) -> None:
    for given in ({k: v for k, v in NEW.items() if k != name}, NEW | {name: ""}, NEW | {name: None}):
        assert set(invalid(program.post("/api/work_requests", given))) == {name}
    assert not WorkRequest.objects.exists()


@pytest.mark.parametrize(
    ("sent", "urgent"), [("true", True), ("false", False), (1, True), ("0", False), (True, True), ("False", False)]
)
def test_urgent_is_coerced(program: Program, sent: Any, urgent: bool) -> None:
    assert made(program, is_urgent=sent)["is_urgent"] is urgent


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"user_code": "NOBODY"}, "user_code"), ({"code": "NONE"}, "code"), ({"item_code": "NONE"}, "item_code"),
        ({"id_item": 9999}, "id_item"), ({"is_urgent": "perhaps"}, "is_urgent"),
        ({"date_incident": "x"}, "date_incident"),
        ({"email_requested_by": "nobody"}, "email_requested_by"), ({"id_status": 6}, "id_status"),
        ({"id_status": 99}, "id_status"), ({"description": "x" * 256}, "description"),
        ({"nonsense": 1}, "nonsense"),
        ({"date_status": "2026-01-01"}, "date_status"), ({"date_new_status": "2026-01-01"}, "date_new_status"),
        ({"account": 1}, "account"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_under_its_name(program: Program, change: dict[str, Any], name: str) -> None:
    assert set(invalid(program.post("/api/work_requests", NEW | change))) == {name}
    assert not WorkRequest.objects.exists()


def test_what_comes_from_the_guest_portal_says_so(program: Program) -> None:
    assert made(program, id_status="13")["requests_x_status_description"] == "GUEST_PORTAL"


def test_people_and_items_of_another_account_are_none(
    other_account: Account, account: Account, program: Program
) -> None:
    new_person(other_account, "P-9")
    new_item(other_account, "EQ-9")
    assert set(invalid(program.post("/api/work_requests", NEW | {"user_code": "P-9"}))) == {"user_code"}
    assert set(invalid(program.post("/api/work_requests", NEW | {"code": "EQ-9"}))) == {"code"}


# --- PUT --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/{id}", {"user_code": "P-2", "id_status": "12", "notes": "Repetida"}),
        ("/{id}/", {"user_code": "P-2", "id_status": 12, "requests_x_status_notes": "Repetida"}),
        ("?code={id}", {"user_code": "P-2", "id_status": 12, "notes": "Repetida"}),
        ("?id={id}", {"user_code": "P-2", "id_status": 12, "notes": "Repetida"}),
        ("?code={id}&user_code=P-2&id_status=12&notes=Repetida", None),
        ("", {"code": "{id}", "user_code": "P-2", "id_status": 12, "notes": "Repetida"}),
        ("/", {"id": "{id}", "user_code": "P-2", "id_status": 12, "notes": "Repetida"}),
    ],
)
def test_a_request_is_brought_on_however_it_is_addressed(program: Program, path: str, body: Any) -> None:
    number = made(program)["id"]
    sent = body and {name: value.format(id=number) if isinstance(value, str) else value for name, value in body.items()}
    response = program.put("/api/work_requests" + path.format(id=number), sent)
    row = response.json()["data"][0]
    assert (response.status_code, row["id_status"]) == (200, 12)
    assert row["requests_x_status_description"] == "REJECTED"
    assert (row["requests_x_status_notes"], row["requests_x_status_accounts_name"]) == ("Repetida", "Iván")
    assert row["user_code"] == "P-1"


def test_whoever_entered_it_may_bring_it_on_too(program: Program) -> None:
    number = made(program)["id"]
    row = program.put(f"/api/work_requests/{number}", {"user_code": "P-1", "id_status": 2}).json()["data"][0]
    assert row["requests_x_status_accounts_name"] == "Nuria Paz"


def test_the_moment_of_the_status_may_be_given(program: Program) -> None:
    number = made(program)["id"]
    sent = {"user_code": "P-2", "id_status": 4, "date_new_status": "2026-01-20T10:00:00-05"}
    row = program.put(f"/api/work_requests/{number}", sent).json()["data"][0]
    assert row["date_status"] == row["date_solution"] == "2026-01-20T15:00:00+00:00"


def test_a_row_can_be_sent_back_as_it_came_with_one_thing_changed(account: Account, program: Program) -> None:
    new_item(account, "EQ-1")
    row = made(program, code="EQ-1")
    response = program.put(f"/api/work_requests/{row['id']}", row | {"observation": "Gotea más"})
    assert response.json()["data"] == [row | {"observation": "Gotea más"}]
    assert list(Transaction.objects.get(action="request_changed").changes) == ["observation"]


def test_a_status_that_cannot_follow_is_refused_in_words(program: Program) -> None:
    number = made(program)["id"]
    program.put(f"/api/work_requests/{number}", {"user_code": "P-2", "id_status": 5})
    message = invalid(program.put(f"/api/work_requests/{number}", {"user_code": "P-2", "id_status": 1}))["id_status"]
    assert "Cancelled" in message
    assert "Open" in message


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"id_status": 3}, "wo_folio"), ({"user_code": "NOBODY", "id_status": 2}, "user_code"),
        ({"code": "EQ-1"}, "code"), ({"id": 999_999}, "id"), ({"date": "2026-01-01"}, "date"),
        ({"description": ""}, "description"),
    ],
)  # fmt: skip
def test_a_wrong_change_is_refused_under_its_name(program: Program, body: dict[str, Any], name: str) -> None:
    number = made(program)["id"]
    before = program.get("/api/work_requests").content
    assert set(invalid(program.put(f"/api/work_requests/{number}", body))) == {name}
    assert program.get("/api/work_requests").content == before


def test_without_a_number_it_is_said_what_is_missing(program: Program) -> None:
    assert set(invalid(program.put("/api/work_requests", {"id_status": 2}))) == {"code"}


@pytest.mark.parametrize("number", ["999999", "REQ-1", "9" * 30, "%00", "1.5"])
def test_a_number_that_is_nobodys_is_404(program: Program, number: str) -> None:
    assert program.get(f"/api/work_requests/{number}").status_code == 404
    assert program.put(f"/api/work_requests/{number}", {"id_status": 2}).status_code == 404


def test_a_guarded_change_of_what_was_changed_meanwhile_is_412(program: Program) -> None:
    number = made(program)["id"]
    tag = program.get(f"/api/work_requests/{number}")["ETag"]
    first = program.put(f"/api/work_requests/{number}", {"observation": "a"}, **{"If-Match": tag})
    second = program.put(f"/api/work_requests/{number}", {"observation": "b"}, **{"If-Match": tag})
    assert (first.status_code, second.status_code) == (200, 412)


# --- GET --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(account: Account, program: Program) -> list[int]:
    """Entered on the 1st, 5th and 9th; of incidents on the 3rd, 2nd and 2nd; the last one is solved."""
    found = [new_request(account, f"EQ-{number}", date_incident=day(3 if number == 1 else 2)) for number in (1, 2, 3)]
    for request, number in zip(found, (1, 5, 9), strict=True):
        WorkRequest.objects.filter(pk=request.pk).update(date=day(number), date_status=day(number + 10))
    last = found[-1].pk
    WorkRequest.objects.filter(pk=last).update(status=4, date_solution=day(20), is_urgent=True, identifier="INT-1")
    return [request.pk for request in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2]),
        ("since=2026-01-02", [1, 2]),
        ("since=2026-01-02&until=2026-01-05", [1]),
        ("since=2026-01-03&type_date=date_incident", [0]),
        ("since=2026-01-01&type_date=date_solution", [2]),
        ("until=2026-01-14&type_date=date_status", [0]),
        ("id_status=1", [0, 1]),
        ("id_status=4&is_urgent=true", [2]),
        ("id_status=13", []),
        ("identifier=INT-1", [2]),
        ("item_code=EQ-2", [1]),
        ("user_code=P-1", [0, 1, 2]),
        ("requested_by=Nadie", []),
        ("start=2&limit=1", [2]),
    ],
)
def test_requests_are_found_by_period_status_and_what_they_are_about(
    program: Program, three: list[int], query: str, expected: list[int]
) -> None:
    assert numbers(program.get(f"/api/work_requests?{query}")) == [three[position] for position in expected]


def test_a_number_finds_its_request(program: Program, three: list[int]) -> None:
    for name in ("id", "id_code", "code"):
        assert numbers(program.get(f"/api/work_requests?{name}={three[1]}")) == [three[1]]


def test_a_page_costs_the_same_however_many_requests_there_are(
    program: Program, three: list[int], django_assert_num_queries: Callable[[int], Any]
) -> None:
    program.get("/api/me")
    for query in ("start=2", "", "id_status=1"):
        with django_assert_num_queries(3):  # the token, the meter of calls, the rows
            program.get(f"/api/work_requests?{query}")
