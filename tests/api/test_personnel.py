"""/api/personnel: people, and what the users among them may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.audit.models import Transaction
from apps.maintenance.models import Person
from tests.api.helpers import Program, codes, token_for
from tests.factories import GroupFactory, UserFactory
from tests.orders import new_person

NEW = {"first_name": "Nuria", "last_name": "Peña", "email": "Nuria@aguas.example", "code": "TEC 1/A"}


@pytest.fixture
def program(account: Account) -> Program:
    return Program(token_for(account, ["personnel:view", "personnel:add"]))


def row_of(program: Program, code: str) -> dict[str, Any]:
    found: dict[str, Any] = program.get(f"/api/personnel/{code}").json()["data"][0]
    return found


def test_a_person_has_these_fields(account: Account, program: Program) -> None:
    new_person(account, "TEC-1", last_name="Peña", email="nuria@aguas.example")
    body = program.get("/api/personnel").json()
    assert (body["success"], body["message"], body["total"]) == (True, "200", 1)
    assert body["data"] == [
        {
            "id": Person.objects.get().pk,
            "code": "TEC-1",
            "name": "Nuria Peña",
            "full_name": "Nuria Peña",
            "first_name": "Nuria",
            "last_name": "Peña",
            "email": "nuria@aguas.example",
            "active": True,
            "account_active": False,
            "groups_permissions_description": "",
        }
    ]


def test_who_has_a_user_with_the_same_address_has_its_group(
    account: Account, bruno: User, technicians: PermissionGroup, program: Program
) -> None:
    new_person(account, email="BRUNO@aguas.example")
    row = row_of(program, "TEC-1")
    assert (row["account_active"], row["groups_permissions_description"]) == (True, "Técnicos")


def test_a_role_that_needs_no_group_is_called_by_its_name(account: Account, program: Program) -> None:
    group = GroupFactory.create(account=account)
    user = UserFactory.create(account=account, role=Role.READ_ONLY, permission_group=group, is_active=False)
    new_person(account, email=user.email)
    row = row_of(program, "TEC-1")
    assert (row["account_active"], row["groups_permissions_description"]) == (False, "Read-only")


def test_R102_a_user_of_another_account_is_somebody_else(account: Account, carla: User, program: Program) -> None:
    new_person(account, email=carla.email)
    row = row_of(program, "TEC-1")
    assert (row["account_active"], row["groups_permissions_description"]) == (False, "")


def test_users_cost_no_further_query(
    account: Account, program: Program, django_assert_num_queries: Callable[[int], Any]
) -> None:
    program.get("/api/me")
    for number in range(6):
        new_person(account, f"TEC-{number}", email=UserFactory.create(account=account).email)
    with django_assert_num_queries(3):  # the token, the meter, the rows
        rows = program.get("/api/personnel").json()["data"]
    assert all(row["account_active"] for row in rows)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["TEC-1", "TEC-2"]),
        ("code=TEC-2", ["TEC-2"]),
        ("name=Nuria+Peña", ["TEC-1"]),
        ("full_name=Nuria", ["TEC-2"]),
        ("email=n@aguas.example", ["TEC-1"]),
        ("active=false", ["TEC-2"]),
        ("account_active=true", []),
        ("start=1", ["TEC-2"]),
    ],
)
def test_people_are_filtered_by_what_goes_out(
    account: Account, program: Program, query: str, expected: list[str]
) -> None:
    new_person(account, "TEC-1", last_name="Peña", email="n@aguas.example")
    new_person(account, "TEC-2", active=False)
    assert codes(program.get(f"/api/personnel?{query}")) == expected


def test_a_new_person_answers_201_with_their_row(account: Account, program: Program) -> None:
    response = program.post("/api/personnel", NEW)
    row = response.json()["data"][0]
    assert (response.status_code, row["code"], row["email"]) == (201, "TEC 1/A", "nuria@aguas.example")
    assert row_of(program, "TEC%201%2FA") == row
    entry = Transaction.objects.get(action="person_created")
    assert (entry.account, entry.module, entry.target_name) == (account, "personnel", "Nuria Peña")


def test_without_a_code_one_is_made_that_nobody_has(account: Account, program: Program) -> None:
    new_person(account, "P-0001")
    made = [program.post("/api/personnel", {"first_name": "Iván"}).json()["data"][0]["code"] for _ in range(2)]
    assert made == ["P-0002", "P-0003"]
    assert program.post("/api/personnel", {"first_name": "Ana", "code": ""}).json()["data"][0]["code"] == "P-0004"


def test_an_existing_code_is_409(account: Account, program: Program) -> None:
    new_person(account, NEW["code"])
    assert program.post("/api/personnel", NEW).status_code == 409


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, {"first_name"}),
        (NEW | {"first_name": " "}, {"first_name"}),
        (NEW | {"email": "nobody"}, {"email"}),
        (NEW | {"active": "perhaps"}, {"active"}),
        (NEW | {"name": "Nuria Peña", "id": 3, "account": 1}, {"name", "id", "account"}),
        (NEW | {"code": "a/"}, {"code"}),
    ],
)
def test_what_is_wrong_with_a_person_is_named(program: Program, body: dict[str, Any], names: set[str]) -> None:
    response = program.post("/api/personnel", body)
    assert response.status_code == 400
    assert {entry["field"] for entry in response.json()["data"][0]["invalid_fields"]} == names
    assert not Person.objects.exists()
