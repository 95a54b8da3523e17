"""Mails about the end of an account, to everybody who could have asked for it or against it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from apps.accounts.closing import LAST_ARCHIVE_KEPT
from apps.accounts.mails import send_to
from apps.accounts.models import Account, User


def tell_of_closing(account: Account, template: str) -> None:
    """`template`: closing_asked, closing_undone, closing_soon or closed."""
    people = User.objects.of(account).active_super_administrators().select_related("account")
    owner = next((user.name for user in people if user.is_owner), "")
    context: dict[str, Any] = {
        "closes_at": account.closes_at,
        "owner": owner,
        "days": LAST_ARCHIVE_KEPT.days,
        "url": f"{settings.PUBLIC_URL}{reverse('settings:account_account')}",
    }
    for user in people:
        send_to(user, template, context)
