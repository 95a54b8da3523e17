"""The mail to an account's Super Administrators about secrets that end soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.mails import send_to
from apps.accounts.models import Account, User
from apps.accounts.reading import as_read_by
from apps.common.models import Secret
from apps.common.plain_text import one_line
from apps.connections.models import ApiSecret, ConsumerSecret

NAMED = 20
"""Of more secrets, a mail says how many there are."""


@dataclass(frozen=True)
class Line:
    """A secret as the mail names it, and where it is replaced."""

    name: str
    masked: str
    ends_at: datetime | None
    url: str


def tell_of_ends(*, account: Account, secrets: list[Secret]) -> bool:
    """Mail everybody who can replace these secrets. Whether the mail server took one of the mails."""
    people = User.objects.of(account).active_super_administrators().select_related("account")
    were_taken = [_send(person, secrets) for person in people]
    return any(were_taken)


def _send(person: User, secrets: list[Secret]) -> bool:
    ordered = sorted(secrets, key=lambda secret: secret.chosen_expiry or secret.created_at)
    with as_read_by(person):
        lines = [_line_of(secret) for secret in ordered[:NAMED]]
    context: dict[str, Any] = {"lines": lines, "count": len(secrets), "more": len(secrets) - len(lines)}
    return send_to(person, "secrets_end", context | {"name": lines[0].name})


def _line_of(secret: Secret) -> Line:
    if isinstance(secret, ConsumerSecret):
        name, path = one_line(secret.consumer.name), _path("connections_consumer_change", secret.consumer_id)
    elif isinstance(secret, ApiSecret):
        name, path = _("API Connection"), _path("api_connections_key")
    else:
        raise TypeError(secret)
    return Line(name, secret.masked, secret.chosen_expiry, f"{settings.PUBLIC_URL}{path}")


def _path(page: str, *args: int) -> str:
    return reverse(f"settings:{page}", args=args)
