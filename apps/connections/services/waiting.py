"""What was disabled or revoked keeps its tokens while that can be undone. Then it is for good, and they go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from apps.connections.models import Authorization, Consumer
from apps.connections.models.restorable import RestorableQuerySet
from apps.connections.services.tokens import revoke_tokens_of_authorizations, revoke_tokens_of_consumers

AT_ONCE = 500
"""Rows in one transaction, so that nobody waits long for one of them."""


def forget_tokens() -> None:
    """End the tokens of all that can be restored no more; for `manage.py purge`.

    Whoever enables, consents or revokes for good before it came by has ended them already.
    """
    _forget(Consumer.objects.all(), revoke_tokens_of_consumers)
    _forget(Authorization.objects.all(), revoke_tokens_of_authorizations)


def _forget(rows: RestorableQuerySet[Any], revoke: Callable[[list[Any]], None]) -> None:
    while _forget_some(rows, revoke) == AT_ONCE:
        pass


@transaction.atomic
def _forget_some(rows: RestorableQuerySet[Any], revoke: Callable[[list[Any]], None]) -> int:
    # Whoever restores one of these at this moment came before the end of its time: it is left to them.
    locked = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).beyond_restoring()
    found = list(locked.order_by("pk")[:AT_ONCE])
    revoke(found)
    rows.filter(pk__in=[row.pk for row in found]).update(restorable_until=None)
    return len(found)
