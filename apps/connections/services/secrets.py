"""What rotation means for every kind of secret: at most two live, the older one for a bounded overlap."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

from django.utils import timezone

from apps.audit.record import Changes
from apps.common.models import Secret

OVERLAPS = (timedelta(0), timedelta(hours=24), timedelta(hours=72), timedelta(hours=168))
MAX_LIVE = 2

OwnerT = TypeVar("OwnerT")


class TooManySecrets(Exception):
    """Two secrets are live already; end the old one first."""


class UnknownOverlap(ValueError):
    """An overlap other than 0, 24, 72 or 168 hours."""


@dataclass(frozen=True)
class NewSecret(Generic[OwnerT]):
    """What was made, and the plain secret, which can never be read again. It never shows in a log or traceback."""

    owner: OwnerT
    plain: str = field(repr=False)


def make_room(live: list[Secret], overlap: timedelta) -> None:
    """End the live secrets after `overlap`. Raises UnknownOverlap, TooManySecrets."""
    if overlap not in OVERLAPS:
        raise UnknownOverlap(overlap)
    if overlap and len(live) >= MAX_LIVE:
        raise TooManySecrets
    for secret in live:
        end(secret, after=overlap)


def end(secret: Secret, *, after: timedelta = timedelta(0)) -> None:
    """Let `secret` stop working `after` from now, or earlier if it was to end earlier."""
    ends = timezone.now() + after
    secret.expires_at = min(secret.expires_at, ends) if secret.expires_at else ends
    secret.save(update_fields=["expires_at"])


def overlap_change(overlap: timedelta) -> Changes:
    return {"overlap_hours": [None, int(overlap.total_seconds() // 3600)]}
