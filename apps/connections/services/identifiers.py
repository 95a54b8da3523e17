"""Spending what a signed message calls itself (`jti`): whoever comes second with it is a replay."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from apps.common.tokens import digest
from apps.connections.models import Consumer, SpentIdentifier


def spend(*, consumer: Consumer, kind: str, identifier: str, until: float) -> bool:
    """Whether `identifier` was not used before; the unique index decides who was first, over all processes.

    `until`, in seconds since 1970, is when the message cannot be played any more. Asked after the signature was
    checked, so that nobody spends an identifier for somebody else.
    """
    expires = datetime.fromtimestamp(until, UTC)
    try:
        with transaction.atomic():
            SpentIdentifier.objects.create(consumer=consumer, kind=kind, digest=digest(identifier), expires=expires)
    except IntegrityError:
        return False
    return True
