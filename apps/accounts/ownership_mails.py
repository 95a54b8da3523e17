"""Mails about handing an account over."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from apps.accounts.mails import send_to
from apps.accounts.models import User


def tell_of_offer(*, to: User, owner: User) -> None:
    context: dict[str, Any] = {"owner": owner.name, "ends": to.ownership_offer_ends, "url": address("ownership")}
    send_to(to, "ownership_offered", context)


def tell_of_transfer(*, owner: User, former: User) -> None:
    """Both, so that neither is surprised."""
    context = {"owner": owner.name, "former": former.name}
    for user in (owner, former):
        send_to(user, "ownership_transferred", context)


def address(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}"
