"""Taking away the second step of somebody who lost it."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.code_factors import CodeFactor
from apps.accounts.granting import check
from apps.accounts.models import User
from apps.accounts.permissions import Caller
from apps.accounts.services.two_step import factors
from apps.accounts.sessions import end_sessions
from apps.accounts.signals import credentials_reset
from apps.accounts.two_step.state import passkeys_of
from apps.audit.actors import Actor


@transaction.atomic
def reset_two_step(*, user: User, by: Actor, giver: Caller | None = None) -> None:
    """Take every second factor of `user` away, with all that was opened by them. Raises ValidationError."""
    user = User.objects.select_for_update().get(pk=user.pk)
    check(giver, user)
    CodeFactor.objects.filter(user=user).delete()
    passkeys_of(user).delete()
    end_sessions([user.pk])
    factors.note("two_step_reset", user, by)
    credentials_reset.send(sender=User, user=user, by=by)
    factors.tell(user, "two_step_reset")
