"""Browser sessions, ended one by one by whoever sees them; apps.accounts.sessions ends all of some people at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from apps.accounts.models import Account
from apps.accounts.session import Session
from apps.accounts.user_agents import in_words
from apps.audit.actors import Actor
from apps.audit.record import Changes, record_each


@transaction.atomic
def end_sessions_now(*, sessions: Iterable[Session], by: Actor) -> int:
    """Sign these browsers out, from their next request on, in as many queries however many they are.

    Returns how many; one that is over already is no other.
    """
    keys = [session.pk for session in sessions]
    held = list(Session.objects.held(keys))
    Session.objects.filter(pk__in=[session.pk for session in held]).delete()
    _record([session for session in held if session.user], by)
    return len(held)


def _record(ended: list[Session], by: Actor) -> None:
    for account in {_account_of(session) for session in ended}:
        of_it = [session for session in ended if _account_of(session) == account]
        targets = [(session.user, _changes(session)) for session in of_it if session.user]
        record_each("session.ended", account=account, actor=by, targets=targets)


def _account_of(session: Session) -> Account | None:
    return session.user.account if session.user else None


def _changes(session: Session) -> Changes:
    return {"browser": [in_words(session.user_agent), None], "address": [session.address, None]}
