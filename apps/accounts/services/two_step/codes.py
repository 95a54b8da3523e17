"""Codes that a person types: of the authenticator app, or of those that were kept for the day it is lost."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.code_factors import CodeFactor, CodeKind
from apps.accounts.models import User
from apps.accounts.services.two_step import factors
from apps.accounts.services.two_step.app import use_app
from apps.accounts.two_step import codes
from apps.accounts.two_step.state import has_any
from apps.audit.actors import Actor


def use_code(*, user: User, typed: str, by: Actor) -> CodeKind | None:
    """Which factor of `user` the typed code is of; the same code is of none from then on."""
    if use_app(user, typed):
        return CodeKind.TOTP
    if _use_recovery_code(user, typed, by):
        return CodeKind.RECOVERY_CODES
    factors.note("two_step_refused", user, by)
    return None


@transaction.atomic
def new_recovery_codes(*, user: User, by: Actor) -> list[str]:
    """Ten codes instead of those that `user` had, of which none opens anything any more. They cannot be read again."""
    factors.lock(user)
    if not has_any(user):
        raise ValidationError(_("Recovery codes stand in for an authenticator app or a passkey. Set one up first."))
    fresh = factors.recovery_codes(user)
    factors.note("recovery_codes_made", user, by)
    factors.tell(user, "recovery_codes_made")
    return fresh


@transaction.atomic
def _use_recovery_code(user: User, typed: str, by: Actor) -> bool:
    factor = CodeFactor.objects.select_for_update().of_user(user, CodeKind.RECOVERY_CODES).first()
    left = factor.opened().split() if factor else []
    digest = codes.digest_of(typed)
    if factor is None or digest not in left:
        return False
    left.remove(digest)
    factor.last_used_at = timezone.now()
    factors.keep(factor, "\n".join(left))
    factors.note("recovery_code_used", user, by, {"left": [len(left) + 1, len(left)]})
    factors.tell(user, "recovery_code_used", left=len(left))
    return True
