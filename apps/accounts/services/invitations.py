"""Invitations: sent, sent again, taken back."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.granting import check
from apps.accounts.invitations import is_invited
from apps.accounts.mails import send_invitation
from apps.accounts.models import User
from apps.accounts.permissions import Caller
from apps.audit.actors import Actor
from apps.audit.record import record
from apps.common import throttle

FREE = 5
"""Mails to one address, before the next one has to wait."""


@transaction.atomic
def invite_user(*, user: User, by: Actor, giver: Caller | None = None) -> None:
    """Mail `user` the link under which they choose their password, once everything of this change is kept.

    Of several links only the last one works. Raises ValidationError when `user` may do more than `giver`, is here
    already, or was sent many.
    """
    user = _held(user)
    check(giver, user)
    _count_mail(user.email)
    # The link is bound to what stands here instead of a password.
    user.set_unusable_password()
    user.invited_at, user.invited_by = timezone.now(), by.name[:255]
    user.save(update_fields=["password", "invited_at", "invited_by"])
    record("user_accounts.user_invited", account=user.account, actor=by, target=user)
    transaction.on_commit(partial(send_invitation, user))


@transaction.atomic
def revoke_invitation(*, user: User, by: Actor, giver: Caller | None = None) -> None:
    """Take back what `user` was sent: the link is dead, and the address is free again. Raises ValidationError."""
    user = _held(user)
    check(giver, user)
    record("user_accounts.invitation_revoked", account=user.account, actor=by, target=user)
    user.delete()


def _count_mail(email: str) -> None:
    """Nobody's mailbox is flooded from here, also not by taking invitations back and sending them anew."""
    try:
        throttle.attempt([throttle.Bucket(f"invitation|{email.lower()}", FREE)])
    except throttle.TooManyFailures as too_often:
        raise ValidationError(_("Several invitations went to this address just now. Try again later.")) from too_often


def _held(user: User) -> User:
    """The row itself, so that nobody accepts the invitation meanwhile."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not is_invited(user):
        raise ValidationError(_("There is no open invitation for this user."))
    return user
