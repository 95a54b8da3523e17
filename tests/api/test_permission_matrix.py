"""Caller × method × status, made from the resources themselves, so that no new one can be forgotten."""

from collections.abc import Iterator
from typing import Any

import pytest

from apps.accounts import modules
from apps.accounts import services as accounts
from apps.accounts.models import Account, User
from apps.api.door import Door
from apps.api.permissions import ACTIONS
from apps.api.urls import RESOURCES
from tests.api.helpers import Program, token_for, user_token
from tests.factories import TESTER

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
GUARDED = [resource for resource in RESOURCES if resource.module]
SWITCHABLE = [resource for resource in GUARDED if resource.module in {module.name for module in modules.data()}]
Cell = tuple[str, str, bool]


def cells(resource: type[Door]) -> Iterator[Cell]:
    """Its two kinds of address × every method, and whether the resource has that method there."""
    for path, offered in ((resource.names[0], resource.collection), (f"{resource.names[0]}/X", resource.member)):
        for method in METHODS if offered else ():
            yield f"/api/{path}", method, ("GET" if method == "HEAD" else method).lower() in offered


def name(resource: object) -> str:
    return resource.__name__ if isinstance(resource, type) else str(resource)


@pytest.mark.parametrize("resource", RESOURCES, ids=name)
def test_R064_R107_nobody_gets_in_without_credentials(db: None, resource: type[Door]) -> None:
    answers = {(path, method): Program().call(method, path).status_code for path, method, _ in cells(resource)}
    assert {cell: status for cell, status in answers.items() if status != 401} == {}


@pytest.mark.parametrize("resource", GUARDED, ids=name)
def test_R107_a_method_is_open_with_its_permission_and_closed_with_all_the_others(
    account: Account, resource: type[Door]
) -> None:
    every = {f"{resource.module}:{action}" for action in (*ACTIONS.values(), "reports")}
    used = {f"{resource.module}:{ACTIONS[method]}" for _path, method, is_offered in cells(resource) if is_offered}
    alone = {needed: Program(token_for(account, [needed])) for needed in used}
    others = {needed: Program(token_for(account, sorted(every - {needed}))) for needed in used}
    for path, method, is_offered in cells(resource):
        if is_offered:
            needed = f"{resource.module}:{ACTIONS[method]}"
            assert alone[needed].call(method, path).status_code in (200, 201, 400, 404), (path, method)
            assert_names_what_is_missing(others[needed].call(method, path), method, needed)
        else:
            assert others[min(used)].call(method, path).status_code == 405, (path, method)


def assert_names_what_is_missing(response: Any, method: str, needed: str) -> None:
    assert response.status_code == 403, (method, needed)
    assert f'error="insufficient_scope", scope="{needed}"' in response["WWW-Authenticate"]
    if method != "HEAD":
        assert response.json()["code"] == "permission_missing"
        assert needed in response.json()["message"]


@pytest.mark.parametrize("resource", SWITCHABLE, ids=name)
def test_R107_a_disabled_module_is_named(account: Account, resource: type[Door]) -> None:
    token = token_for(account)
    Account.objects.filter(pk=account.pk).update(enabled_modules=[])
    path, method = next((path, method) for path, method, is_offered in cells(resource) if is_offered)
    response = Program(token).call(method, path)
    assert response.status_code == 403
    assert response.json()["code"] == "module_disabled"
    assert str(resource.module) in response.json()["message"]


def test_R108_a_narrow_scope_narrows(account: Account) -> None:
    program = Program(token_for(account, scope="items:view"))
    assert program.get("/api/items").status_code == 200
    assert program.post("/api/items", {}).status_code == 403


def test_R108_a_scope_outside_the_group_gives_nothing(account: Account) -> None:
    program = Program(token_for(account, ["items:view"], scope="items:view items:add"))
    assert program.post("/api/items", {}).status_code == 403


def test_R108_an_app_can_do_no_more_than_its_user(bruno: User) -> None:
    program = Program(user_token(bruno))
    assert program.get("/api/items").status_code == 200
    assert program.post("/api/items", {}).status_code == 403


def test_R109_a_change_of_the_group_takes_effect_on_the_next_call(account: Account) -> None:
    program = Program(token_for(account))
    assert program.post("/api/items", {}).status_code == 400
    group = account.permissiongroup_set.get()
    accounts.update_group(group=group, permissions=["items:view"], by=TESTER)
    assert program.post("/api/items", {}).status_code == 403
    accounts.update_group(group=group, permissions=[], by=TESTER)
    assert program.get("/api/items").status_code == 403


def test_me_needs_no_permission(account: Account) -> None:
    assert Program(token_for(account, [])).get("/api/me").status_code == 200
