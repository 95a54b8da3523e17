"""/permission_groups: made, changed and deleted by whoever holds as much."""

from typing import Any

import pytest

from apps.accounts.models import Account, PermissionGroup, User
from apps.audit.models import Transaction
from tests.api.automation import PEOPLE, errors, row
from tests.api.helpers import Program, token_for
from tests.api.queries import cost_of
from tests.factories import GroupFactory, UserFactory, new_consumer

GROUPS = "/api/permission_groups"


@pytest.fixture
def manager(account: Account) -> Program:
    """A program of its own, without any user: a group can hold this."""
    return Program(token_for(account, [*PEOPLE, "items:view", "items:edit"]))


def test_a_group_is_made_changed_and_deleted(manager: Program, account: Account) -> None:
    made = row(manager.post(GROUPS, {"name": "Lectores", "permissions": ["items:view", "items:view"]}))
    group = PermissionGroup.objects.of(account).get(name="Lectores")
    assert made == {
        "id": group.pk, "name": "Lectores", "description": "", "is_read_only": False, "permissions": ["items:view"],
        "accounts": 0, "consumers": 0,
    }  # fmt: skip
    address = f"{GROUPS}/{group.pk}"
    changed = row(manager.put(address, {"permissions": ["items:edit", "items:view"], "description": "Nueva"}))
    assert (changed["permissions"], changed["description"]) == (["items:edit", "items:view"], "Nueva")
    assert manager.call("DELETE", address).json() == {"success": True, "message": "200", "data": [], "total": 0}
    assert manager.get(address).status_code == 404
    actions = Transaction.objects.filter(target_type="permissiongroup").order_by("number")
    assert [(entry.action, entry.actor_kind) for entry in actions] == [
        ("group_created", "consumer"), ("group_changed", "consumer"), ("group_deleted", "consumer"),
    ]  # fmt: skip


def test_a_form_names_several_permissions_with_blanks_between(manager: Program) -> None:
    body = "name=Lectores&permissions=items:view+items:edit"
    made = row(manager.post(GROUPS, body, kind="application/x-www-form-urlencoded"))
    assert made["permissions"] == ["items:edit", "items:view"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"name"}),
        ({"name": "X", "permissions": ["spaceships:view"]}, {"permissions"}),
        ({"name": "X", "permissions": ["api_connections:view"]}, {"permissions"}),
        ({"name": "X", "permissions": ["items:edit"], "is_read_only": True}, {"permissions"}),
        ({"name": "X", "permissions": [["items:view"]]}, {"permissions"}),
        ({"name": "X", "permissions": {"items": "view"}}, {"permissions"}),
        ({"name": "X", "accounts": 3}, {"accounts"}),
    ],
)
def test_what_is_wrong_is_named(manager: Program, body: dict[str, Any], fields: set[str]) -> None:
    assert set(errors(manager.post(GROUPS, body))) == fields
    assert not PermissionGroup.objects.filter(name="X").exists()


def test_R108_nobody_gives_more_than_they_hold(manager: Program, account: Account) -> None:
    assert set(errors(manager.post(GROUPS, {"name": "X", "permissions": ["items:delete"]}))) == {"permissions"}
    strong = GroupFactory.create(account=account, permissions=["items:delete"])
    assert set(errors(manager.put(f"{GROUPS}/{strong.pk}", {"permissions": []}))) == {"permissions"}
    assert set(errors(manager.call("DELETE", f"{GROUPS}/{strong.pk}"))) == {"permissions"}
    strong.refresh_from_db()
    assert strong.permissions == ["items:delete"]


def test_a_group_in_use_stays_and_says_who_uses_it(manager: Program, account: Account) -> None:
    group = GroupFactory.create(account=account, permissions=["items:view"])
    new_consumer(account, name="Puente ERP", permission_group=group)
    UserFactory.create(account=account, name="Bruno Sosa", role="custom", permission_group=group)
    answer = manager.call("DELETE", f"{GROUPS}/{group.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")
    assert "Puente ERP" in answer.json()["message"]
    shown = row(manager.get(f"{GROUPS}/{group.pk}"))
    assert (shown["accounts"], shown["consumers"]) == (1, 1)


def test_a_name_that_is_taken_is_409(manager: Program, account: Account, technicians: PermissionGroup) -> None:
    other = GroupFactory.create(account=account, permissions=[])
    assert manager.post(GROUPS, {"name": technicians.name}).status_code == 409
    assert manager.put(f"{GROUPS}/{other.pk}", {"name": technicians.name}).status_code == 409


@pytest.mark.parametrize("key", ["0", "X", "-1", "1.5", "%00", "99999999999999999999", "1%20", "١"])
def test_R096_a_strange_id_is_unknown(manager: Program, key: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert manager.call(method, f"{GROUPS}/{key}", {} if method == "PUT" else None).status_code == 404


def test_R109_a_change_counts_from_the_next_call(manager: Program, account: Account) -> None:
    robot = Program(token_for(account, ["items:view"]))
    group = PermissionGroup.objects.of(account).latest("pk")
    assert robot.get("/api/items").status_code == 200
    manager.put(f"{GROUPS}/{group.pk}", {"permissions": []})
    assert robot.get("/api/items").status_code == 403


def test_the_list_costs_the_same_however_long_it_is(manager: Program, account: Account, bruno: User) -> None:
    manager.get(GROUPS)
    short = cost_of(lambda: manager.get(GROUPS))
    for _ in range(4):
        new_consumer(account)
    assert cost_of(lambda: manager.get(GROUPS)) == short
    assert short.reads == 2
