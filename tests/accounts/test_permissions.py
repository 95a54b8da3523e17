"""The one place that says yes or no."""

import pytest

from apps.accounts import modules
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.accounts.permissions import (
    Caller,
    Reason,
    caller_of_user,
    is_allowed,
    may_grant,
    permissions_of_role,
    refusal,
)
from tests.factories import UserFactory


def caller(user: User, entered: Account | None = None) -> Caller:
    return caller_of_user(user, address="192.0.2.1", entered=entered)


@pytest.mark.parametrize(
    ("role", "module", "action", "allowed"),
    [
        (Role.SUPER_ADMINISTRATOR, "items", "delete", True),
        (Role.SUPER_ADMINISTRATOR, "api_connections", "add", True),
        (Role.SUPER_ADMINISTRATOR, "user_accounts", "edit", True),
        (Role.ADMINISTRATOR, "items", "delete", True),
        (Role.ADMINISTRATOR, "user_accounts", "edit", True),
        (Role.ADMINISTRATOR, "api_connections", "view", False),
        (Role.READ_ONLY, "items", "view", True),
        (Role.READ_ONLY, "items", "reports", True),
        (Role.READ_ONLY, "items", "edit", False),
        (Role.READ_ONLY, "user_accounts", "view", False),
        (Role.READ_ONLY, "transactions_log", "view", False),
        ("", "items", "view", False),
    ],
)
def test_R107_a_role_grants_what_it_says(account: Account, role: str, module: str, action: str, allowed: bool) -> None:
    user = UserFactory.create(account=account, role=role)
    assert is_allowed(caller(user), module, action) is allowed


def test_R109_a_custom_user_holds_what_the_group_holds_at_this_moment(
    bruno: User, technicians: PermissionGroup
) -> None:
    assert is_allowed(caller(bruno), "items", "edit")
    technicians.permissions = ["items:view"]
    technicians.save()
    bruno.refresh_from_db()
    assert not is_allowed(caller(bruno), "items", "edit")


def test_a_custom_user_without_a_group_holds_nothing() -> None:
    assert permissions_of_role(Role.CUSTOM, None) == frozenset()


def test_R107_a_disabled_module_refuses_even_the_owner(ana: User, account: Account) -> None:
    account.enabled_modules = []
    refused = refusal(caller(ana), "items", "view")
    assert refused is not None
    assert (refused.reason, refused.permission) == (Reason.MODULE_DISABLED, "items:view")


def test_settings_modules_cannot_be_disabled(ana: User, account: Account) -> None:
    account.enabled_modules = []
    assert is_allowed(caller(ana), "user_accounts", "view")


def test_a_missing_permission_is_named(bruno: User) -> None:
    refused = refusal(caller(bruno), "items", "delete")
    assert refused is not None
    assert (refused.reason, refused.permission) == (Reason.PERMISSION_MISSING, "items:delete")


def test_R018_a_suspended_account_refuses_everybody(ana: User, account: Account) -> None:
    account.is_active = False
    refused = refusal(caller(ana), "items", "view")
    assert refused is not None
    assert refused.reason is Reason.ACCOUNT_SUSPENDED


def test_an_inactive_user_holds_nothing(ana: User) -> None:
    ana.is_active = False
    assert not is_allowed(caller(ana), "items", "view")


@pytest.mark.parametrize(("module", "action"), [("spaceships", "view"), ("items", "launch"), ("", "")])
def test_what_does_not_exist_is_refused(ana: User, module: str, action: str) -> None:
    assert not is_allowed(caller(ana), module, action)


def test_an_operator_holds_nothing_outside_an_account(operator: User) -> None:
    refused = refusal(caller(operator), "items", "view")
    assert refused is not None
    assert refused.reason is Reason.NO_ACCOUNT


def test_an_operator_inside_an_account_acts_as_its_owner_under_their_own_name(operator: User, account: Account) -> None:
    inside = caller(operator, entered=account)
    assert is_allowed(inside, "api_connections", "add")
    assert inside.actor.kind == "operator"
    assert inside.actor.name == operator.name


def test_an_ordinary_user_cannot_enter_another_account(carla: User, account: Account) -> None:
    assert caller(carla, entered=account).account == carla.account


def test_R108_nobody_grants_more_than_they_hold(account: Account, ana: User) -> None:
    administrator = caller(UserFactory.create(account=account, role=Role.ADMINISTRATOR))
    assert may_grant(administrator, permissions_of_role(Role.READ_ONLY))
    assert not may_grant(administrator, permissions_of_role(Role.SUPER_ADMINISTRATOR))
    assert may_grant(caller(ana), permissions_of_role(Role.SUPER_ADMINISTRATOR))


def test_no_group_can_hold_what_only_the_owner_holds() -> None:
    assert "api_connections" not in {module.name for module in modules.grantable()}


def test_a_module_cannot_be_registered_twice_under_one_name() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        modules.register(modules.Module("items", "Something else"))
