"""What a form carries without a session: which form it is, since when, and afterwards which request it made.

Each is signed for one portal and one link: of another portal, or after the link was reset, it is worth nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.utils import timezone

from apps.company.models import GuestPortal

LASTS = timedelta(days=1)


class Ticket(NamedTuple):
    """One form: each makes one request at most, however often it is sent."""

    form: UUID
    made_at: datetime

    @property
    def is_too_young(self) -> bool:
        """Whether nobody could have read the form since, let alone filled it in."""
        return timezone.now() - self.made_at < timedelta(seconds=settings.GUEST_FORM_SECONDS)

    @property
    def is_too_old(self) -> bool:
        return timezone.now() - self.made_at > LASTS


def new_ticket(portal: GuestPortal, *, made_at: datetime | None = None) -> str:
    moment = (made_at or timezone.now()).timestamp()
    return _signer("form", portal).sign_object([uuid4().hex, moment])


def read_ticket(portal: GuestPortal, text: str) -> Ticket | None:
    """None for what is no ticket of this portal and link."""
    try:
        form, moment = _signer("form", portal).unsign_object(text)
    except (signing.BadSignature, ValueError):
        return None
    return Ticket(UUID(form), datetime.fromtimestamp(moment, UTC))


def sign_reference(portal: GuestPortal, number: int) -> str:
    return _signer("sent", portal).sign_object(number)


def read_reference(portal: GuestPortal, text: str) -> int | None:
    """The number of the request that whoever holds `text` has sent; None for everything else."""
    try:
        number: int = _signer("sent", portal).unsign_object(text)
    except (signing.BadSignature, ValueError):
        return None
    return number


def _signer(purpose: str, portal: GuestPortal) -> signing.Signer:
    return signing.Signer(salt=f"guest|{purpose}|{portal.pk}|{portal.digest}")
