"""Writes: accounts, users, permission groups. Each is one database transaction with its record."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.accounts.granting import check
from apps.accounts.mails import send_invitation
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.accounts.permissions import Caller
from apps.accounts.sessions import end_sessions
from apps.accounts.signals import account_suspended, user_deactivated
from apps.audit.actors import SYSTEM, Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values

ACCOUNT_FIELDS = ("name", "number", "language", "time_zone", "enabled_modules")
USER_FIELDS = ("email", "name", "role", "permission_group", "language")
GROUP_FIELDS = ("name", "description", "is_read_only", "permissions")


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


@transaction.atomic
def create_user(
    *, account: Account, by: Actor, giver: Caller | None = None, password: str | None = None, **fields: Any
) -> User:
    """A new user of `account`, who may do no more than `giver`. Without `password` they choose one by mail.

    Raises ValidationError.
    """
    user = User(account=account, **fields)
    set_password(user, password)
    apply(user, fields)
    check(giver, user)
    record(
        "user_accounts.user_created",
        account=account,
        actor=by,
        target=user,
        changes=diff({}, values(user, USER_FIELDS)),
    )
    return user


@transaction.atomic
def create_operator(*, email: str, password: str | None, **fields: Any) -> User:
    """An operator of the installation, who belongs to no account."""
    user = User(is_operator=True, email=email, **fields)
    set_password(user, password)
    apply(user, fields)
    record("installation.operator_created", account=None, actor=SYSTEM, target=user)
    return user


def set_password(user: User, password: str | None) -> None:
    """Raises ValidationError, under the field `password`, when it is too weak."""
    if password is None:
        return user.set_unusable_password()
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    return user.set_password(password)


@transaction.atomic
def change_password(*, user: User, password: str, by: Actor) -> None:
    """Give `user` another password. Raises ValidationError when it is too weak."""
    set_password(user, password)
    user.save(update_fields=["password"])
    record("user_accounts.password_changed", account=user.account, actor=by, target=user)


@transaction.atomic
def update_user(*, user: User, by: Actor, giver: Caller | None = None, **fields: Any) -> User:
    """Change a user's e-mail, name, role, group or language, before and after no more than `giver`.

    Raises ValidationError.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    before = values(user, USER_FIELDS)
    check(giver, user)
    _keep_a_super_administrator(user, fields.get("role", user.role))
    apply(user, fields)
    check(giver, user)
    _record_changes("user_accounts.user_changed", user, before, USER_FIELDS, by)
    return user


def change_language(*, user: User, language: str) -> None:
    """A person's own choice of language, which concerns nobody else and is not on the record."""
    user.language = language
    user.full_clean(exclude=[field.name for field in User._meta.fields if field.name != "language"])
    user.save(update_fields=["language"])


@transaction.atomic
def deactivate_user(*, user: User, by: Actor, giver: Caller | None = None) -> None:
    """Close every door to the user: sessions, tokens and authorizations end with this. Raises ValidationError."""
    user = User.objects.select_for_update().get(pk=user.pk)
    check(giver, user)
    _keep_a_super_administrator(user, "")
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions([user.pk])
    record("user_accounts.user_deactivated", account=user.account, actor=by, target=user)
    user_deactivated.send(sender=User, user=user, by=by)


@transaction.atomic
def activate_user(*, user: User, by: Actor, giver: Caller | None = None) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    check(giver, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("user_accounts.user_activated", account=user.account, actor=by, target=user)


def _keep_a_super_administrator(user: User, new_role: str) -> None:
    if user.role != Role.SUPER_ADMINISTRATOR or new_role == Role.SUPER_ADMINISTRATOR or not user.is_active:
        return
    assert user.account is not None  # noqa: S101 - only operators have none, and they have no role
    Account.objects.select_for_update().get(pk=user.account.pk)
    if not User.objects.of(user.account).active_super_administrators().exclude(pk=user.pk).exists():
        raise ValidationError({"role": _("The account needs at least one active Super Administrator.")})


@transaction.atomic
def create_group(*, account: Account, by: Actor, giver: Caller | None = None, **fields: Any) -> PermissionGroup:
    """A new permission group of `account`, with no more than `giver` holds. Raises ValidationError."""
    group = PermissionGroup(account=account)
    apply(group, fields)
    check(giver, group)
    changes = diff({}, values(group, GROUP_FIELDS))
    record("user_accounts.group_created", account=account, actor=by, target=group, changes=changes)
    return group


@transaction.atomic
def update_group(*, group: PermissionGroup, by: Actor, giver: Caller | None = None, **fields: Any) -> PermissionGroup:
    """Change a permission group; whoever holds it is bound by the change from the next call on."""
    group = PermissionGroup.objects.select_for_update().get(pk=group.pk)
    before = values(group, GROUP_FIELDS)
    check(giver, group)
    apply(group, fields)
    check(giver, group)
    _record_changes("user_accounts.group_changed", group, before, GROUP_FIELDS, by)
    return group


@transaction.atomic
def delete_group(*, group: PermissionGroup, by: Actor, giver: Caller | None = None) -> None:
    """Raises ValidationError when a user or a consumer still uses the group."""
    check(giver, group)
    record("user_accounts.group_deleted", account=group.account, actor=by, target=group)
    try:
        group.delete()
    except models.ProtectedError as error:
        used_by = ", ".join(sorted(str(row) for row in error.protected_objects))
        raise ValidationError(_("%(group)s is in use by: %(names)s") % {"group": group, "names": used_by}) from error


@transaction.atomic
def invite_user(*, user: User, by: Actor) -> None:
    """Mail `user` the link under which they choose their password, once everything of this change is kept."""
    record("user_accounts.user_invited", account=user.account, actor=by, target=user)
    transaction.on_commit(partial(send_invitation, user))


def _record_changes(
    event: str, row: User | PermissionGroup, before: dict[str, Any], names: tuple[str, ...], by: Actor
) -> None:
    changes = diff(before, values(row, names))
    if changes:
        record(event, account=row.account, actor=by, target=row, changes=changes)
