"""What every change of somebody's second factors does."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.code_factors import CodeFactor, CodeKind
from apps.accounts.mails import send_two_step_news
from apps.accounts.models import User
from apps.accounts.security_policy import must_have_two_step
from apps.accounts.sessions import end_sessions
from apps.accounts.two_step import codes
from apps.accounts.two_step.state import has_any
from apps.audit.actors import Actor
from apps.audit.record import Changes, record


def lock(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)


def keep(factor: CodeFactor, plain: str) -> None:
    factor.seal(plain)
    factor.full_clean(validate_unique=False)
    factor.save()


def added(user: User, name: str, by: Actor) -> list[str]:
    """Returns fresh recovery codes when there were none."""
    note("two_step_added", user, by, {"factor": [None, name]})
    tell(user, "two_step_added")
    has_codes = CodeFactor.objects.of_user(user, CodeKind.RECOVERY_CODES).exists()
    return [] if has_codes else recovery_codes(user)


def removed(user: User, name: str, by: Actor, here: str) -> None:
    """Raises ValidationError when none is left and one is needed."""
    if not has_any(user):
        _check_that_none_is_needed(user)
        CodeFactor.objects.filter(user=user).delete()
        # They were opened by more than a password, and may have noted so.
        end_sessions([user.pk], but=here)
    note("two_step_removed", user, by, {"factor": [name, None]})
    tell(user, "two_step_removed")


def recovery_codes(user: User) -> list[str]:
    """Ten fresh ones, as they are shown."""
    CodeFactor.objects.of_user(user, CodeKind.RECOVERY_CODES).delete()
    fresh = codes.new_recovery_codes()
    digests = "\n".join(codes.digest_of(code) for code in fresh)
    keep(CodeFactor(user=user, kind=CodeKind.RECOVERY_CODES), digests)
    return [codes.written(code) for code in fresh]


def note(event: str, user: User, by: Actor, changes: Changes | None = None) -> None:
    record(f"security.{event}", account=user.account, actor=by, target=user, changes=changes)


def tell(user: User, news: str, **context: Any) -> None:
    transaction.on_commit(partial(send_two_step_news, user, news, **context))


def _check_that_none_is_needed(user: User) -> None:
    if must_have_two_step(user):
        raise ValidationError(_("Your account demands a second step. Set up another one before you remove this one."))
    if user.password_needs_two_step:
        raise ValidationError(_("Your password is too short to be the only proof. Choose a longer one first."))
