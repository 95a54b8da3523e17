"""What rotation means for every kind of secret: at most two live, the older one for a bounded overlap.

Two things end a secret: the date that somebody chose for it, and its overlap; the earlier one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Account
from apps.audit.record import Changes, diff
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


def longest_life(account: Account) -> timedelta | None:
    """How long a new secret may work by the account's API policy; None is for ever."""
    return timedelta(days=account.secret_days) if account.secret_days else None


def expiry_values(account: Account, chosen: datetime | None) -> dict[str, Any]:
    """The columns of a new secret that is to work until `chosen`; without it, as long as the policy allows.

    Raises ValidationError for a moment that is past, or later than the policy allows.
    """
    now, life = timezone.now(), longest_life(account)
    if chosen is not None and chosen <= now:
        raise ValidationError({"secret_expires": _("This date is past.")})
    # By days: the last one can be chosen, and it has an end.
    if chosen is not None and life is not None and (chosen - now).days > life.days:
        raise ValidationError({"secret_expires": _too_late(life.days)})
    expires = chosen or (now + life if life else None)
    return {"expires_at": expires, "chosen_expiry": expires}


def _too_late(days: int) -> str:
    words = ngettext(
        "By the account's API policy a secret works for %(days)d day at most.",
        "By the account's API policy a secret works for %(days)d days at most.", days,
    )  # fmt: skip
    return words % {"days": days}


def expiry_change(chosen: datetime | None) -> Changes:
    return diff({}, {"secret_expires": chosen}) if chosen else {}


def overlap_change(overlap: timedelta) -> Changes:
    return {"overlap_hours": [None, int(overlap.total_seconds() // 3600)]}
