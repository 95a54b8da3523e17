"""The authenticator app of a person: one at most."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.code_factors import CodeFactor, CodeKind
from apps.accounts.models import User
from apps.accounts.services.two_step import factors
from apps.accounts.two_step import codes
from apps.audit.actors import Actor

APP = "authenticator app"


@transaction.atomic
def add_authenticator_app(*, user: User, secret: str, code: str, by: Actor) -> list[str]:
    """Let the app that holds `secret` be a second factor of `user`; `code` shows that it does.

    Returns fresh recovery codes when there were none, which can never be read again. Raises ValidationError.
    """
    factors.lock(user)
    step = codes.matching_step(secret, code)
    if step is None:
        raise ValidationError({"code": _("This code is not right. Look at the app again; codes change every minute.")})
    if CodeFactor.objects.of_user(user, CodeKind.TOTP).exists():
        raise ValidationError(_("There is an authenticator app already. Remove it first."))
    factors.keep(CodeFactor(user=user, kind=CodeKind.TOTP, last_step=step), secret)
    return factors.added(user, APP, by)


@transaction.atomic
def remove_authenticator_app(*, user: User, by: Actor, here: str = "") -> None:
    """With the last factor every session of `user` ends, but the one with the digest `here`.

    Raises ValidationError when it is the last factor and one is needed.
    """
    factors.lock(user)
    CodeFactor.objects.of_user(user, CodeKind.TOTP).delete()
    factors.removed(user, APP, by, here)


def use_app(user: User, typed: str) -> bool:
    """Whether `typed` is a code that the app shows, and that nobody used yet."""
    factor = CodeFactor.objects.of_user(user, CodeKind.TOTP).first()
    secret = factor.opened() if factor else ""
    step = codes.matching_step(secret, typed) if secret else None
    if factor is None or step is None:
        return False
    # Of two browsers that show the same code at the same moment, the condition lets one in.
    later = CodeFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return later.update(last_step=step, last_used_at=timezone.now()) == 1
