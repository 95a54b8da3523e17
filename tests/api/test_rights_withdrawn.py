"""Effective right = scope and the consumer's group and the user's own; what is withdrawn is gone at the next call."""

from collections.abc import Callable
from itertools import product

import pytest

from apps.accounts import services as accounts
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.connections.models import Consumer
from apps.connections.services import consumers
from tests.api.helpers import Program, token_for, user_token
from tests.factories import TESTER, GroupFactory, UserFactory


def test_R108_a_call_needs_the_scope_and_the_group_and_the_user(bruno: User, technicians: PermissionGroup) -> None:
    assert bruno.account is not None
    Account.objects.filter(pk=bruno.account.pk).update(calls_per_minute=1000)
    for in_scope, in_group, of_user in product((True, False), repeat=3):
        accounts.update_group(
            group=technicians, permissions=["items:reports", *(["items:view"] if of_user else [])], by=TESTER
        )
        group = ["items:reports", *(["items:view"] if in_group else [])]
        scope = "items:reports items:view" if in_scope else "items:reports"
        status = Program(user_token(bruno, group, scope=scope)).get("/api/items").status_code
        assert status == (200 if in_scope and in_group and of_user else 403), (in_scope, in_group, of_user)


def narrow_the_group_of_the_consumer(consumer: Consumer, user: User) -> None:
    accounts.update_group(group=consumer.permission_group, permissions=["items:add"], by=TESTER)


def give_the_consumer_another_group(consumer: Consumer, user: User) -> None:
    group = GroupFactory.create(account=consumer.account, permissions=["items:add"])
    consumers.update_consumer(consumer=consumer, permission_group=group, by=TESTER)


def narrow_the_group_of_the_user(consumer: Consumer, user: User) -> None:
    assert user.permission_group is not None
    accounts.update_group(group=user.permission_group, permissions=["items:edit"], by=TESTER)


def give_the_user_another_group(consumer: Consumer, user: User) -> None:
    group = GroupFactory.create(account=consumer.account, permissions=["items:edit"])
    accounts.update_user(user=user, permission_group=group, by=TESTER)


def switch_the_module_off(consumer: Consumer, user: User) -> None:
    Account.objects.filter(pk=consumer.account_id).update(enabled_modules=[])


@pytest.mark.parametrize(
    "withdraw",
    [
        narrow_the_group_of_the_consumer, give_the_consumer_another_group, narrow_the_group_of_the_user,
        give_the_user_another_group, switch_the_module_off,
    ],
)  # fmt: skip
def test_R109_what_is_withdrawn_is_withdrawn_from_issued_tokens_at_the_next_call(
    bruno: User, withdraw: Callable[[Consumer, User], None]
) -> None:
    program = Program(user_token(bruno))
    assert program.get("/api/items").status_code == 200
    withdraw(Consumer.objects.get(), bruno)
    assert program.get("/api/items").status_code == 403
    assert "items:view" not in program.get("/api/me").json()["data"]["permissions"]


def test_R109_what_is_given_back_counts_at_the_next_call_too(account: Account) -> None:
    program = Program(token_for(account, ["items:view"]))
    group = account.permissiongroup_set.get()
    for permissions, status in ((["items:add"], 403), (["items:view"], 200)):
        accounts.update_group(group=group, permissions=permissions, by=TESTER)
        assert program.get("/api/items").status_code == status


def test_R109_a_user_who_steps_down_takes_the_app_along(account: Account, ana: User) -> None:
    UserFactory.create(account=account, role=Role.SUPER_ADMINISTRATOR)
    program = Program(user_token(ana))
    assert program.post("/api/items", {}).status_code == 400
    accounts.update_user(user=ana, role=Role.READ_ONLY, by=TESTER)
    assert program.post("/api/items", {}).status_code == 403
