"""The secret of an app that is being set up. It waits in the session, sealed, because sessions are in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.two_step.codes import new_secret
from apps.common.sealing import CannotOpen, open_sealed, seal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.accounts.models import User

PENDING = "two_step_pending"


def pending_secret(request: HttpRequest, user: User, *, is_new: bool) -> str:
    """The one that waits for `user`; another one when `is_new`, or when none waits."""
    sealed, place = request.session.get(PENDING, ""), f"two_step_pending|user={user.pk}"
    if sealed and not is_new:
        try:
            return open_sealed(sealed, place=place)
        except (CannotOpen, LookupError):
            forget_secret(request)
    secret = new_secret()
    request.session[PENDING] = seal(secret, place=place)
    return secret


def forget_secret(request: HttpRequest) -> None:
    request.session.pop(PENDING, None)
