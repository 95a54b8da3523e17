"""Browser sessions, ended one by one by whoever sees them; apps.accounts.sessions ends all of some people at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from apps.accounts.session import Session
from apps.accounts.user_agents import in_words
from apps.audit.actors import Actor
from apps.audit.record import record


@transaction.atomic
def end_sessions_now(*, sessions: Iterable[Session], by: Actor) -> int:
    """Sign these browsers out, from their next request on. Returns how many; one that is over already is no other."""
    return sum(_end(session, by) for session in sessions)


def _end(session: Session, by: Actor) -> int:
    deleted = Session.objects.filter(pk=session.pk).delete()[0]
    if deleted and session.user:
        changes = {"browser": [in_words(session.user_agent), None], "address": [session.address, None]}
        record("session.ended", account=session.user.account, actor=by, target=session.user, changes=changes)
    return deleted
