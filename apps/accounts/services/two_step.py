"""Second factors: added, proved, removed by their owner, and taken away by a Super Administrator."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.code_factors import CodeFactor, CodeKind
from apps.accounts.granting import check
from apps.accounts.mails import send_two_step_news
from apps.accounts.models import User
from apps.accounts.permissions import Caller
from apps.accounts.security_policy import must_have_two_step
from apps.accounts.sessions import end_sessions
from apps.accounts.signals import credentials_reset
from apps.accounts.two_step import codes
from apps.accounts.two_step.state import has_any, passkeys_of
from apps.audit.actors import Actor
from apps.audit.record import Changes, record

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

MOST_PASSKEYS = 20
APP = "authenticator app"


@transaction.atomic
def add_authenticator_app(*, user: User, secret: str, code: str, by: Actor) -> list[str]:
    """Let the app that holds `secret` be a second factor of `user`; `code` shows that it does.

    Returns fresh recovery codes when there were none, which can never be read again. Raises ValidationError.
    """
    _lock(user)
    step = codes.matching_step(secret, code)
    if step is None:
        raise ValidationError({"code": _("This code is not right. Look at the app again; codes change every minute.")})
    if CodeFactor.objects.of_user(user, CodeKind.TOTP).exists():
        raise ValidationError(_("There is an authenticator app already. Remove it first."))
    _keep(CodeFactor(user=user, kind=CodeKind.TOTP, last_step=step), secret)
    return _added(user, APP, by)


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict[str, Any], by: Actor) -> list[str]:
    """Let the passkey whose registration was checked be a second factor of `user`, under a name of their own.

    Returns fresh recovery codes when there were none. Raises ValidationError.
    """
    _lock(user)
    if passkeys_of(user).count() >= MOST_PASSKEYS:
        raise ValidationError(_("You have many passkeys already. Remove one that you no longer use."))
    WebAuthn.add(user, name, credential)
    return _added(user, name, by)


@transaction.atomic
def rename_passkey(*, passkey: Authenticator, name: str, by: Actor) -> None:
    before, passkey.data["name"] = passkey.data["name"], name
    passkey.save(update_fields=["data"])
    _record("renamed", passkey.user, by, {"name": [before, name]})


@transaction.atomic
def remove_authenticator_app(*, user: User, by: Actor) -> None:
    """Raises ValidationError when it is the last factor and one is needed."""
    _lock(user)
    CodeFactor.objects.of_user(user, CodeKind.TOTP).delete()
    _removed(user, APP, by)


@transaction.atomic
def remove_passkey(*, passkey: Authenticator, by: Actor) -> None:
    """Raises ValidationError when it is the last factor and one is needed."""
    _lock(passkey.user)
    name = passkey.data["name"]
    passkey.delete()
    _removed(passkey.user, name, by)


@transaction.atomic
def new_recovery_codes(*, user: User, by: Actor) -> list[str]:
    """Ten codes instead of those that `user` had, of which none opens anything any more. They cannot be read again."""
    _lock(user)
    if not has_any(user):
        raise ValidationError(_("Recovery codes stand in for an authenticator app or a passkey. Set one up first."))
    fresh = _recovery_codes(user)
    _record("recovery_codes_made", user, by)
    _tell(user, "recovery_codes_made")
    return fresh


def use_code(*, user: User, typed: str, by: Actor) -> CodeKind | None:
    """Which factor of `user` the typed code is of; the same code is of none from then on."""
    if _use_app(user, typed):
        return CodeKind.TOTP
    if _use_recovery_code(user, typed, by):
        return CodeKind.RECOVERY_CODES
    _record("refused", user, by)
    return None


@transaction.atomic
def reset_two_step(*, user: User, by: Actor, giver: Caller | None = None) -> None:
    """Take every second factor of `user` away, with all that was opened by them. Raises ValidationError."""
    user = User.objects.select_for_update().get(pk=user.pk)
    check(giver, user)
    CodeFactor.objects.filter(user=user).delete()
    passkeys_of(user).delete()
    end_sessions([user.pk])
    _record("reset", user, by)
    credentials_reset.send(sender=User, user=user, by=by)
    _tell(user, "two_step_reset")


def _use_app(user: User, typed: str) -> bool:
    factor = CodeFactor.objects.of_user(user, CodeKind.TOTP).first()
    secret = factor.opened() if factor else ""
    step = codes.matching_step(secret, typed) if secret else None
    if factor is None or step is None:
        return False
    # Of two browsers that show the same code at the same moment, the condition lets one in.
    later = CodeFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return later.update(last_step=step, last_used_at=timezone.now()) == 1


@transaction.atomic
def _use_recovery_code(user: User, typed: str, by: Actor) -> bool:
    factor = CodeFactor.objects.select_for_update().of_user(user, CodeKind.RECOVERY_CODES).first()
    left = factor.opened().split() if factor else []
    digest = codes.digest_of(typed)
    if factor is None or digest not in left:
        return False
    left.remove(digest)
    factor.last_used_at = timezone.now()
    _keep(factor, "\n".join(left))
    _record("recovery_code_used", user, by, {"left": [len(left) + 1, len(left)]})
    _tell(user, "recovery_code_used", left=len(left))
    return True


def _lock(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)


def _keep(factor: CodeFactor, plain: str) -> None:
    factor.seal(plain)
    factor.full_clean(validate_unique=False)
    factor.save()


def _recovery_codes(user: User) -> list[str]:
    CodeFactor.objects.of_user(user, CodeKind.RECOVERY_CODES).delete()
    fresh = codes.new_recovery_codes()
    digests = "\n".join(codes.digest_of(code) for code in fresh)
    _keep(CodeFactor(user=user, kind=CodeKind.RECOVERY_CODES), digests)
    return [codes.written(code) for code in fresh]


def _added(user: User, name: str, by: Actor) -> list[str]:
    _record("added", user, by, {"factor": [None, name]})
    _tell(user, "two_step_added")
    has_codes = CodeFactor.objects.of_user(user, CodeKind.RECOVERY_CODES).exists()
    return [] if has_codes else _recovery_codes(user)


def _removed(user: User, name: str, by: Actor) -> None:
    if not has_any(user):
        _check_that_none_is_needed(user)
        CodeFactor.objects.filter(user=user).delete()
    _record("removed", user, by, {"factor": [name, None]})
    _tell(user, "two_step_removed")


def _check_that_none_is_needed(user: User) -> None:
    if must_have_two_step(user):
        raise ValidationError(_("Your account demands a second step. Set up another one before you remove this one."))
    if user.password_needs_two_step:
        raise ValidationError(_("Your password is too short to be the only proof. Choose a longer one first."))


def _record(what: str, user: User, by: Actor, changes: Changes | None = None) -> None:
    event = what if what.startswith("recovery") else f"two_step_{what}"
    record(f"security.{event}", account=user.account, actor=by, target=user, changes=changes)


def _tell(user: User, news: str, **context: Any) -> None:
    transaction.on_commit(partial(send_two_step_news, user, news, **context))
