"""Who can be signed in at all: asked at sign-in, and again on every request of a session."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from apps.accounts.models import User
from apps.common.prepared import Prepared

PERSON: Prepared[User] = Prepared(
    lambda key: User.objects.select_related("account", "permission_group").filter(pk=key).order_by(), key=int
)


def may_be_signed_in(user: User) -> bool:
    """Nobody inactive, and nobody of a suspended account."""
    return user.is_active and (user.account is None or user.account.is_active)


class PeopleBackend(AuthenticationBackend):
    """E-mail and password, checked by allauth."""

    def user_can_authenticate(self, user: Any) -> bool:
        return may_be_signed_in(user)

    def get_user(self, user_id: int) -> User | None:
        """The session's user with account and group, in one query."""
        user = PERSON.first(key=user_id)
        return user if user is not None and may_be_signed_in(user) else None
