"""What comes in through the guest portal: a request and its files, once for each form that was handed out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.audit.actors import Actor, ActorKind
from apps.common.files.store import discard
from apps.company.models import GuestPortal
from apps.maintenance.models import Attachment, Item, RequestStatus, WorkRequest
from apps.maintenance.services.attachments import attach_file
from apps.maintenance.services.work_requests import create_request

NO_STORAGE = gettext_lazy("There is no room for files at the moment. Send your request without them.")


class Sent(NamedTuple):
    """`is_new` is false when the same form had made this request before."""

    request: WorkRequest
    is_new: bool


class SentFile(NamedTuple):
    name: str
    content: bytes


class PortalClosed(Exception):
    """Somebody closed the portal, or reset its link, after the form was opened."""


@transaction.atomic
def enter_guest_request(
    *, portal: GuestPortal, form: UUID, address: str | None, files: Iterable[SentFile] = (), **fields: Any
) -> Sent:
    """Enter what was typed into `form` of the portal's account, with its files, or nothing of it.

    `fields` are those of a work request; a `reported_location` that is the code of an item is also that item. Raises
    PortalClosed, and ValidationError, which names the fields, `files` among them.
    """
    account = _held(portal).account
    known = WorkRequest.objects.of_guests(account).filter(guest_form=form).first()
    if known:
        return Sent(known, is_new=False)
    guest = guest_of(account, address)
    fields.setdefault("date_incident", timezone.now())
    request = create_request(
        account=account, by=guest, guest_form=form, status=RequestStatus.GUEST_PORTAL,
        item=_item_of(account, fields.get("reported_location", "")), **fields,
    )  # fmt: skip
    _attach_all(request, guest, files)
    return Sent(request, is_new=True)


def guest_of(account: Account, address: str | None) -> Actor:
    """Nobody that is known: in the log the portal stands for them, as the account's people call it."""
    with translation.override(account.language):
        return Actor(ActorKind.GUEST, name=_("Guest Portal"), address=address)


def _held(portal: GuestPortal) -> GuestPortal:
    """The portal as it is now, until the end of the transaction: of one form sent twice at once the second waits."""
    rows = GuestPortal.objects.select_for_update(of=("self",)).select_related("account")
    found = rows.filter(pk=portal.pk, digest=portal.digest, is_open=True).first()
    if found is None:
        raise PortalClosed
    return found


def _item_of(account: Account, code: str) -> Item | None:
    return Item.objects.of(account).filter(code=code).first() if code else None


def _attach_all(request: WorkRequest, guest: Actor, files: Iterable[SentFile]) -> None:
    """Where one cannot be kept, those before it go again: the database forgets them by itself, the store does not."""
    attached: list[Attachment] = []
    try:
        for file in files:
            attached.append(_attach(request, guest, file))
    except BaseException:
        for attachment in attached:
            discard(attachment.stored_as)
        raise


def _attach(request: WorkRequest, guest: Actor, file: SentFile) -> Attachment:
    try:
        return attach_file(request=request, by=guest, content=file.content, name=file.name)
    except ValidationError as error:
        told = [f"{file.name}: {text}" for text in error.messages]
        # What the plan of the account allows is nothing to a guest.
        is_full = any(one.code == "storage_megabytes" for one in error.error_dict.get("file", []))
        raise ValidationError({"files": [str(NO_STORAGE)] if is_full else told}) from error
