"""The guest portal: what its form asks, whether it is open, and its link."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.accounts.models import Account
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values
from apps.company.models import GuestPortal
from apps.company.models.guest_portal import USES

FORM_FIELDS = (
    *USES, "most_files",
    "welcome_es", "welcome_en", "welcome_pt_br", "thanks_es", "thanks_en", "thanks_pt_br",
)  # fmt: skip
RECORDED = ("is_open", *FORM_FIELDS)


def guest_portal_of(account: Account) -> GuestPortal:
    """The account's portal; before anything was configured, one that is closed and not kept yet."""
    return GuestPortal.objects.of(account).first() or GuestPortal(account=account)


@transaction.atomic
def update_guest_portal(*, account: Account, by: Actor, **fields: Any) -> GuestPortal:
    """Change what is in `fields`, of FORM_FIELDS or `is_open`. Raises ValidationError, which names the fields."""
    portal = _held(account)
    before = values(portal, RECORDED)
    apply(portal, fields)
    changes = diff(before, values(portal, RECORDED))
    opened = changes.pop("is_open", None)
    if changes:
        record("guest_portal.portal_changed", account=account, actor=by, target=portal, changes=changes)
    if opened:
        event = "guest_portal.portal_opened" if portal.is_open else "guest_portal.portal_closed"
        record(event, account=account, actor=by, target=portal, changes={"is_open": opened})
    return portal


@transaction.atomic
def reset_guest_link(*, account: Account, by: Actor) -> GuestPortal:
    """Give the portal a new link; the old one, and whatever was started with it, ends now."""
    portal = _held(account)
    portal.renew()
    portal.save()
    record("guest_portal.link_reset", account=account, actor=by, target=portal)
    return portal


def _held(account: Account) -> GuestPortal:
    """The account's portal, which nobody else changes meanwhile; with a link, also when it had none."""
    # Of two who make it at once, the second waits here and then finds it.
    Account.objects.select_for_update().get(pk=account.pk)
    portal = GuestPortal.objects.select_for_update(of=("self",)).select_related("account").of(account).first()
    portal = portal or GuestPortal(account=account)
    if not portal.digest:
        portal.renew()
        portal.save()
    return portal
