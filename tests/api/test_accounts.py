"""/accounts: the people of the account."""

import pytest

from apps.accounts.models import Account, User
from tests.api.automation import row
from tests.api.helpers import Program, token_for
from tests.api.queries import cost_of
from tests.factories import UserFactory


@pytest.fixture
def reader(account: Account) -> Program:
    return Program(token_for(account, ["user_accounts:view"]))


def test_people_look_like_this(reader: Program, ana: User, bruno: User, operator: User) -> None:
    answer = reader.get("/api/accounts").json()
    assert (answer["success"], answer["message"], answer["total"]) == (True, "200", 2)
    assert answer["data"] == [
        {
            "id": ana.pk, "name": "Ana Prado", "email": "ana@aguas.example", "active": True,
            "profiles_description": "Super Administrator", "groups_permissions_description": "",
        },
        {
            "id": bruno.pk, "name": "Bruno Sosa", "email": "bruno@aguas.example", "active": True,
            "profiles_description": "Custom, by permission group", "groups_permissions_description": "Técnicos",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email=ana@aguas.example", ["Ana Prado"]), ("name=Bruno Sosa", ["Bruno Sosa"]), ("active=false", []),
        ("groups_permissions_description=Técnicos", ["Bruno Sosa"]), ("id={bruno}", ["Bruno Sosa"]),
        ("start=1&limit=1", ["Bruno Sosa"]),
    ],
)  # fmt: skip
def test_people_are_filtered(reader: Program, ana: User, bruno: User, query: str, found: list[str]) -> None:
    answer = reader.get(f"/api/accounts?{query.format(bruno=bruno.pk)}").json()
    assert [entry["name"] for entry in answer["data"]] == found


def test_nobody_is_changed_here(reader: Program, ana: User) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert reader.call(method, "/api/accounts", {}).status_code == 405
    assert reader.get(f"/api/accounts/{ana.pk}").status_code == 404


def test_roles_are_told_in_the_language_of_the_caller(reader: Program, ana: User) -> None:
    spanish = row(reader.get("/api/accounts", **{"Accept-Language": "es"}))
    assert spanish["profiles_description"] == "Superadministrador"


def test_the_list_costs_the_same_however_long_it_is(reader: Program, account: Account, bruno: User) -> None:
    reader.get("/api/accounts")
    short = cost_of(lambda: reader.get("/api/accounts"))
    UserFactory.create_batch(5, account=account, role="custom", permission_group=bruno.permission_group)
    assert cost_of(lambda: reader.get("/api/accounts")) == short
    assert short.reads == 2
