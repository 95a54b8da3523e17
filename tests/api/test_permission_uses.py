"""What a call is a use of: noted once a day, for programs only, and only what was let in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.connections.models import Authorization, Consumer, PermissionUse
from apps.connections.models.permission_use import day_of
from apps.connections.services import permission_uses
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, lent_token, new_access_token, new_item, token_for, user_token
from tests.api.queries import cost_of
from tests.api.test_session import Browser
from tests.factories import GroupFactory, new_consumer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_of_the_day")]


def used() -> dict[str, int]:
    """By permission, on how many days."""
    return dict(PermissionUse.objects.values_list("permission", "days"))


def test_each_permission_that_a_consumer_uses_is_noted(account: Account, program: Program) -> None:
    new_item(account)
    program.get("/api/items")
    program.call("HEAD", "/api/items")
    program.put("/api/items/EQ-1", {"field_1": "Bomba"})
    assert program.call("DELETE", "/api/items/EQ-1").status_code == 405
    program.get("/api/me")
    assert used() == {"items:view": 1, "items:edit": 1}
    row = PermissionUse.objects.of(account).of_module("items").get(permission="items:view")
    today = day_of(timezone.now())
    assert (row.consumer, row.authorization) == (Consumer.objects.get(), None)
    assert row.first_used_on == row.last_used_on == today


def test_the_second_call_of_a_day_costs_what_it_did(program: Program) -> None:
    program.get("/api/me")
    first = cost_of(lambda: program.get("/api/items"))
    again = cost_of(lambda: program.get("/api/items"))
    assert (first.reads, first.writes) == (again.reads, again.writes + 1)


@pytest.mark.parametrize("another_process", [False, True])
def test_another_day_counts_and_the_same_day_does_not(program: Program, another_process: bool) -> None:
    program.get("/api/items")
    yesterday = day_of(timezone.now() - timedelta(days=1))
    if not another_process:
        PermissionUse.objects.update(first_used_on=yesterday, last_used_on=yesterday)
    permission_uses.memory.forget()
    program.get("/api/items")
    row = PermissionUse.objects.get()
    assert row.days == (1 if another_process else 2)
    assert row.last_used_on == day_of(timezone.now())


def test_a_clock_that_is_behind_takes_nothing_back(program: Program) -> None:
    program.get("/api/items")
    tomorrow = day_of(timezone.now() + timedelta(days=1))
    PermissionUse.objects.update(last_used_on=tomorrow)
    permission_uses.memory.forget()
    program.get("/api/items")
    assert PermissionUse.objects.get().last_used_on == tomorrow


def test_what_is_refused_is_no_use(account: Account) -> None:
    reader = Program(token_for(account, ["items:view"]))
    assert reader.post("/api/items", {}).status_code == 403
    Program().get("/api/items")
    Consumer.objects.update(calls_per_minute=1)
    assert reader.get("/api/items").status_code == 429
    account.enabled_modules = []
    account.save()
    Consumer.objects.update(calls_per_minute=None)
    assert reader.get("/api/items").status_code == 403
    assert used() == {}


def test_what_is_allowed_and_not_there_or_not_right_is_a_use(program: Program) -> None:
    assert program.get("/api/items/NOTHING").status_code == 404
    assert program.post("/api/items", {}).status_code == 400
    assert used() == {"items:view": 1, "items:add": 1}


def test_what_an_app_uses_for_a_user_is_noted_by_authorization(account: Account, bruno: User) -> None:
    app = Program(user_token(bruno, scope="items:view items:edit"))
    app.get("/api/items")
    authorization = Authorization.objects.get()
    row = PermissionUse.objects.of(account).of_authorization(authorization).get()
    assert (row.permission, row.consumer) == ("items:view", authorization.consumer)
    assert list(PermissionUse.objects.of_consumer(authorization.consumer)) == [row]


def test_what_is_lent_is_noted_too(ana: User) -> None:
    Program(lent_token(ana, ["api_connections:view"])).get("/api/consumers")
    assert used() == {"api_connections:view": 1}


def test_the_key_pair_of_the_account_has_uses_of_its_own(account: Account, signer: Signer) -> None:
    for _ in range(2):
        signer.call("GET", "/api/items")
    row = PermissionUse.objects.of(account).of_api_key().get()
    assert (row.permission, row.consumer, row.caller) == ("items:view", None, "api_key")


def test_who_tries_things_out_from_the_documentation_uses_no_credential(ana: User) -> None:
    assert Browser(ana).ask("GET", "/api/items").status_code == 200
    assert used() == {}


def test_nothing_is_noted_for_a_consumer_that_is_gone(account: Account) -> None:
    permission_uses.note_use(permission_uses.Use(account.pk, 987_654, None, "items:view"))
    assert used() == {}


def test_a_use_that_cannot_be_written_breaks_no_call_and_is_noted_later(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "permissionuse" in sql:
            raise DatabaseError("the disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert program.get("/api/items").status_code == 200
    assert used() == {}
    assert "was not noted" in caplog.text
    program.get("/api/items")
    assert used() == {"items:view": 1}


def test_a_process_remembers_no_more_than_it_should(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permission_uses, "MOST_REMEMBERED", 3)
    token = new_access_token(new_consumer(account, permission_group=GroupFactory.create(account=account)).owner)
    program = Program(token)
    for _ in range(2):
        for number in range(5):
            permission_uses.note_use(permission_uses.Use(account.pk, None, None, f"items:{number}"))
            assert len(permission_uses.memory.noted) <= 3
        program.get("/api/items")
    assert set(used().values()) == {1}
