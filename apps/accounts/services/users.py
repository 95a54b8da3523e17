"""People: made, changed, closed. Whoever gives a right holds it; an account keeps a Super Administrator."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.granting import check
from apps.accounts.models import Account, Role, User
from apps.accounts.permissions import Caller
from apps.accounts.services.changes import record_changes
from apps.accounts.services.ownership import forget_offer
from apps.accounts.services.passwords import keep_password, set_password
from apps.accounts.services.plan import require_room_for_user
from apps.accounts.sessions import end_sessions
from apps.accounts.signals import user_deactivated
from apps.audit.actors import SYSTEM, Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values

USER_FIELDS = ("email", "name", "role", "permission_group", "language")


@transaction.atomic
def create_user(
    *, account: Account, by: Actor, giver: Caller | None = None, password: str | None = None, **fields: Any
) -> User:
    """A new user of `account`, who may do no more than `giver`. Without `password` they choose one by mail.

    Raises ValidationError.
    """
    require_room_for_user(account)
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


@transaction.atomic
def change_password(*, user: User, password: str, by: Actor) -> None:
    """Give `user` another password, which ends every session. Raises ValidationError when it is too weak."""
    before = user.password
    set_password(user, password)
    keep_password(user=user, before=before)
    end_sessions([user.pk])
    record("user_accounts.password_changed", account=user.account, actor=by, target=user)


@transaction.atomic
def update_user(*, user: User, by: Actor, giver: Caller | None = None, **fields: Any) -> User:
    """Change a user's e-mail, name, role, group or language, before and after no more than `giver`.

    Raises ValidationError.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    before = values(user, USER_FIELDS)
    check(giver, user)
    _keep_the_owner(user, fields.get("role", user.role))
    _keep_the_owners_address(user, fields.get("email", user.email), giver)
    _keep_a_super_administrator(user, fields.get("role", user.role))
    apply(user, fields)
    check(giver, user)
    record_changes("user_accounts.user_changed", user, before, USER_FIELDS, by)
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
    _keep_the_owner(user, "")
    _keep_a_super_administrator(user, "")
    forget_offer(user, by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions([user.pk])
    record("user_accounts.user_deactivated", account=user.account, actor=by, target=user)
    user_deactivated.send(sender=User, user=user, by=by)


@transaction.atomic
def activate_user(*, user: User, by: Actor, giver: Caller | None = None) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    check(giver, user)
    if user.account is not None and not user.is_active:
        require_room_for_user(user.account)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("user_accounts.user_activated", account=user.account, actor=by, target=user)


def _keep_the_owner(user: User, new_role: str) -> None:
    if user.is_owner and new_role != Role.SUPER_ADMINISTRATOR:
        words = _("%(name)s is the owner of the account, and stays its Super Administrator until they hand it over.")
        raise ValidationError({"role": words % {"name": user.name}})


def _keep_the_owners_address(user: User, new_email: str, giver: Caller | None) -> None:
    """Whoever reads the owner's mail can choose a new password, and then close the account."""
    if not user.is_owner or new_email.lower() == user.email or giver is None or giver.user is None:
        return
    if giver.user != user and not giver.user.is_operator:
        raise ValidationError({"email": _("Only the owner of the account can change their own address.")})


def _keep_a_super_administrator(user: User, new_role: str) -> None:
    if user.role != Role.SUPER_ADMINISTRATOR or new_role == Role.SUPER_ADMINISTRATOR or not user.is_active:
        return
    assert user.account is not None  # noqa: S101 - only operators have none, and they have no role
    Account.objects.select_for_update().get(pk=user.account.pk)
    if not User.objects.of(user.account).active_super_administrators().exclude(pk=user.pk).exists():
        raise ValidationError({"role": _("The account needs at least one active Super Administrator.")})
