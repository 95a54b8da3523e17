"""Accounts: made, suspended, resumed, entered by an operator."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from apps.accounts.api_policy import ApiPolicy
from apps.accounts.models import Account, Role, User
from apps.accounts.services.changes import change_account
from apps.accounts.services.users import create_user
from apps.accounts.sessions import end_sessions
from apps.accounts.signals import account_suspended
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values

GENERAL_FIELDS = ("name", "language", "time_zone", "date_format")
ACCOUNT_FIELDS = ("name", "number", "language", "time_zone", "enabled_modules")
POLICY_FIELDS = tuple(field.name for field in ApiPolicy._meta.get_fields())


@transaction.atomic
def create_account(*, owner_email: str, owner_name: str, owner_password: str, by: Actor, **fields: Any) -> Account:
    """A new account with its first Super Administrator. `fields`: name, and optionally number, language, time_zone."""
    fields.setdefault("number", next_account_number())
    account = Account()
    apply(account, fields)
    record(
        "account.created",
        account=account,
        actor=by,
        target=account,
        changes=diff({}, values(account, ACCOUNT_FIELDS)),
    )
    create_user(
        account=account,
        by=by,
        email=owner_email,
        name=owner_name,
        password=owner_password,
        role=Role.SUPER_ADMINISTRATOR,
    )
    return account


def next_account_number() -> int:
    return (Account.objects.aggregate(last=models.Max("number"))["last"] or 0) + 1


def update_account(*, account: Account, by: Actor, **fields: Any) -> Account:
    """Change the name, language, time zone or date format of `account`. Raises ValidationError."""
    return change_account(account, by, "general.account_changed", GENERAL_FIELDS, fields)


def update_api_policy(*, account: Account, by: Actor, **fields: Any) -> Account:
    """Change what `account` demands of programs; it counts from the very next call. Raises ValidationError."""
    return change_account(account, by, "security.api_policy_changed", POLICY_FIELDS, fields)


@transaction.atomic
def suspend_account(*, account: Account, by: Actor) -> None:
    """Close every door to the account; nothing in it is lost."""
    _set_account_active(account, False)
    end_sessions(User.objects.of(account).values_list("pk", flat=True))
    record("account.suspended", account=account, actor=by, target=account)
    account_suspended.send(sender=Account, account=account)


@transaction.atomic
def resume_account(*, account: Account, by: Actor) -> None:
    _set_account_active(account, True)
    record("account.resumed", account=account, actor=by, target=account)


def _set_account_active(account: Account, is_active: bool) -> None:
    account.is_active = is_active
    account.save(update_fields=["is_active"])


def enter_account(*, account: Account, by: Actor) -> None:
    """Put on the account's own record that an operator is now inside it."""
    record("account.entered", account=account, actor=by, target=account)


def leave_account(*, account: Account, by: Actor) -> None:
    record("account.left", account=account, actor=by, target=account)
