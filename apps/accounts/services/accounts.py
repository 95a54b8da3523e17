"""Accounts: made, suspended, resumed, entered by an operator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.accounts.api_policy import ApiPolicy
from apps.accounts.models import Account, Role, User
from apps.accounts.services.changes import change_account
from apps.accounts.services.users import create_user
from apps.accounts.sessions import end_sessions
from apps.accounts.signals import account_suspended
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values

ACCOUNT_FIELDS = ("name", "number", "language", "time_zone", "enabled_modules")
POLICY_FIELDS = tuple(field.name for field in ApiPolicy._meta.get_fields())


@transaction.atomic
def create_account(*, owner_email: str, owner_name: str, owner_password: str, by: Actor, **fields: Any) -> Account:
    """A new account with its owner, who is its first Super Administrator.

    `fields`: name, and optionally number, language, time_zone.
    """
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
        is_owner=True,
    )
    return account


def next_account_number() -> int:
    return (Account.objects.aggregate(last=models.Max("number"))["last"] or 0) + 1


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
    """Open every door again, also of an account that was closed: it is not about to be closed any more.

    Raises ValidationError when its data is erased.
    """
    if account.erased_at is not None:
        raise ValidationError(_("The data of this account is erased; nothing is left to open."))
    if account.closed_at is not None:
        account.closes_at = account.closing_told_at = account.closed_at = None
    _set_account_active(account, True)
    record("account.resumed", account=account, actor=by, target=account)


def _set_account_active(account: Account, is_active: bool) -> None:
    account.is_active = is_active
    account.save(update_fields=["is_active", "closes_at", "closing_told_at", "closed_at"])


def enter_account(*, account: Account, by: Actor) -> None:
    """Put on the account's own record that an operator is now inside it."""
    record("account.entered", account=account, actor=by, target=account)


def leave_account(*, account: Account, by: Actor) -> None:
    record("account.left", account=account, actor=by, target=account)
