"""Asking the user to prove again who they are, once for each request of an app and no second time.

The demand is kept in the session, not in the address, where anybody could take it out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

KEY = "oauth_proofs"
MOST = 10


def demand(session: SessionBase, parameters: Mapping[str, str], proof: datetime | None) -> None:
    """Remember that `proof`, the latest one so far, is not enough for the request with these parameters."""
    demands = {name: at for name, at in session.get(KEY, {}).items() if name != _name(parameters)}
    session[KEY] = dict([*demands.items(), (_name(parameters), _seconds(proof))][-MOST:])


def is_met(session: SessionBase, parameters: Mapping[str, str], proof: datetime | None) -> bool:
    """Whether the user has proved it since that was demanded for this request, and lately."""
    before = session.get(KEY, {}).get(_name(parameters))
    return before is not None and _seconds(proof) > before and is_recent(proof)


def is_recent(proof: datetime | None) -> bool:
    """Whether `proof` counts as given now: somebody who has proved it may need a while to read and decide."""
    lasts = timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return proof is not None and timezone.now() - proof < lasts


def forget(session: SessionBase, parameters: Mapping[str, str]) -> None:
    """The request is answered: the same one again is a new one."""
    demands = session.get(KEY, {})
    if demands.pop(_name(parameters), None) is not None:
        session[KEY] = demands


def _name(parameters: Mapping[str, str]) -> str:
    return sha256(json.dumps(sorted(parameters.items())).encode()).hexdigest()


def _seconds(proof: datetime | None) -> float:
    return proof.timestamp() if proof else 0
