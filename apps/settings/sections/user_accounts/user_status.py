"""In what state a user is, in words and as a condition: the list, its filter and the panel say the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.accounts import invitations
from apps.accounts.models import User

ACTIVE, INVITED, EXPIRED, DEACTIVATED = "active", "invited", "expired", "deactivated"


@dataclass(frozen=True)
class State:
    """What the pill says, and how it looks (templates/parts/status.html)."""

    words: Promise
    kind: str
    icon: str = ""

    def __str__(self) -> str:
        return str(self.words)


STATES = {
    ACTIVE: State(gettext_lazy("Active"), "ok"),
    INVITED: State(gettext_lazy("Invited"), "info", "mail"),
    EXPIRED: State(gettext_lazy("Invitation expired"), "warning"),
    DEACTIVATED: State(gettext_lazy("Deactivated"), "off"),
}
CHOICES = [("", gettext_lazy("All")), *((name, state.words) for name, state in STATES.items())]


def state_of(user: User) -> State:
    return STATES[_name_of(user)]


def _name_of(user: User) -> str:
    if not user.is_active:
        return DEACTIVATED
    if not invitations.is_invited(user):
        return ACTIVE
    return EXPIRED if invitations.is_expired(user) else INVITED


def in_state(users: QuerySet[User], state: str) -> QuerySet[User]:
    return users.filter(_condition(state))


def _condition(state: str) -> Q:
    # "NOT is_active" would find no index on SQLite.
    if state == ACTIVE:
        return Q(is_active__in=[True]) & ~invitations.invited()
    if state == INVITED:
        return invitations.waiting()
    if state == EXPIRED:
        return invitations.invited() & ~invitations.waiting()
    return Q(is_active__in=[False])
