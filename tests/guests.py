"""A guest portal, and what somebody with its link does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from apps.accounts.models import Account
from apps.company.models import GuestPortal
from apps.company.services.guest_portal import update_guest_portal
from apps.settings.guest.tickets import new_ticket
from tests.factories import TESTER

TYPED = {"requested_by": "Marta Ruiz", "description": "Gotea el lavabo"}


def open_portal(account: Account, **fields: Any) -> GuestPortal:
    return update_guest_portal(account=account, by=TESTER, is_open=True, **fields)


def path_of(portal: GuestPortal) -> str:
    return f"/guest/{portal.open()}/"


def typed(portal: GuestPortal, *, made_at: datetime | None = None, **fields: Any) -> dict[str, Any]:
    """What the browser sends of a form that was filled in, opened at `made_at`."""
    return TYPED | {"ticket": new_ticket(portal, made_at=made_at)} | fields


def send(portal: GuestPortal, client: Client | None = None, **fields: Any) -> Any:
    """Fill the form in and send it."""
    return (client or Client()).post(path_of(portal), typed(portal, **fields))
