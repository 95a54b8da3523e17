"""The mail to a person for whom an app may act from now on, so that nobody's consent goes unnoticed by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.mails import send_to
from apps.accounts.models import User
from apps.accounts.reading import as_read_by
from apps.common.afterwards import afterwards
from apps.common.plain_text import one_line
from apps.connections.models import Consumer
from apps.connections.scopes import scopes_in_words


def tell_of_grant(
    *, consumer: Consumer, user: User, added: Iterable[str], is_first: bool, address: str | None = None
) -> None:
    """Mail `user` what they newly let `consumer` do, when it is agreed for good; nothing new needs no mail.

    `is_first`: nothing was agreed until now. The answer does not wait, and a mail server that fails spoils nothing.
    """
    scopes = frozenset(added)
    if not scopes:
        return
    # What the mail says of the account is known here, where its wall stands.
    user.account = consumer.account
    send = partial(_send, consumer, user, scopes, is_first=is_first, address=address, when=timezone.now())
    transaction.on_commit(partial(afterwards, send), robust=True)


def _send(
    consumer: Consumer, user: User, scopes: frozenset[str], *, is_first: bool, address: str | None, when: datetime
) -> bool:
    with as_read_by(user):
        context: dict[str, Any] = {
            "app": one_line(consumer.name),
            "is_first": is_first,
            "permissions": scopes_in_words(scopes),
            "when": when,
            "address": address or "",
            "my_url": f"{settings.PUBLIC_URL}{reverse('my-authorizations')}",
        }
    return send_to(user, "app_allowed", context)
