"""The one place that says yes or no, for any caller: a person in the portal, a token, a signature.

A Caller carries what it was granted at this moment; `refusal()` holds it against the account as it is at this moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apps.accounts import modules
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.audit.actors import Actor, ActorKind


@dataclass(frozen=True)
class Caller:
    """Who asks: `permissions` is the ready set of `module:action` before the account's modules are considered."""

    account: Account | None
    permissions: frozenset[str]
    actor: Actor
    user: User | None = None


class Reason(StrEnum):
    NO_ACCOUNT = "no_account"
    ACCOUNT_SUSPENDED = "account_suspended"
    UNKNOWN_MODULE = "unknown_module"
    MODULE_DISABLED = "module_disabled"
    PERMISSION_MISSING = "permission_missing"


@dataclass(frozen=True)
class Refusal:
    """Why not: enough for an answer that names the missing permission or the disabled module."""

    reason: Reason
    module: str
    action: str

    @property
    def permission(self) -> str:
        return f"{self.module}:{self.action}"


def is_allowed(caller: Caller, module: str, action: str) -> bool:
    """Whether `caller` may do `action` (view, add, edit, delete, reports) in `module` now."""
    return refusal(caller, module, action) is None


def refusal(caller: Caller, module: str, action: str) -> Refusal | None:
    """None when `caller` may; otherwise the first reason why not."""
    reason = _account_reason(caller.account) or _module_reason(caller, module, action)
    return Refusal(reason, module, action) if reason else None


def _account_reason(account: Account | None) -> Reason | None:
    if account is None:
        return Reason.NO_ACCOUNT
    return None if account.is_active else Reason.ACCOUNT_SUSPENDED


def _module_reason(caller: Caller, name: str, action: str) -> Reason | None:
    module = modules.get(name)
    if module is None:
        return Reason.UNKNOWN_MODULE
    if not module.is_settings and name not in (caller.account.enabled_modules if caller.account else ()):
        return Reason.MODULE_DISABLED
    return None if module.permission(action) in caller.permissions else Reason.PERMISSION_MISSING


def may_grant(caller: Caller, permissions: frozenset[str]) -> bool:
    """Nobody gives, changes or takes away more than they hold themselves."""
    return permissions <= caller.permissions


def permissions_of_user(user: User) -> frozenset[str]:
    """What the user's role and group grant, as `module:action`."""
    if not user.is_active:
        return frozenset()
    return permissions_of_role(user.role, user.permission_group)


def permissions_of_role(role: str, group: PermissionGroup | None = None) -> frozenset[str]:
    """What `role` grants; for Custom, what `group` does."""
    if role == Role.CUSTOM:
        return frozenset(group.permissions) - modules.owners_permissions() if group else frozenset()
    if role == Role.SUPER_ADMINISTRATOR:
        return modules.permissions_of(modules.every())
    if role == Role.ADMINISTRATOR:
        return modules.permissions_of(modules.grantable())
    if role == Role.READ_ONLY:
        return modules.permissions_of(modules.data(), modules.READ_ONLY_ACTIONS)
    return frozenset()


def caller_of_user(user: User, *, address: str | None, entered: Account | None = None) -> Caller:
    """The Caller for a signed-in person. An operator acts only inside the account they `entered`, as its owner."""
    actor = actor_of_user(user, address=address)
    if user.is_operator:
        granted = permissions_of_role(Role.SUPER_ADMINISTRATOR) if entered and user.is_active else frozenset()
        return Caller(entered, granted, actor, user)
    return Caller(user.account, permissions_of_user(user), actor, user)


def actor_of_user(user: User, *, address: str | None) -> Actor:
    kind = ActorKind.OPERATOR if user.is_operator else ActorKind.USER
    return Actor(kind, id=str(user.pk), name=user.name, email=user.email, address=address)
