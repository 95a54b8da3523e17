"""What an account is called, what it looks like, and how everything in it is written."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import Account, Logo
from apps.accounts.models.logo import key_of
from apps.accounts.services.changes import change_account
from apps.accounts.signals import time_zone_changed
from apps.audit.actors import Actor
from apps.audit.record import record
from apps.common import images
from apps.common.writing import apply

GENERAL_FIELDS = (
    "name", "language", "time_zone", "date_format", "time_format", "first_day_of_week", "logo_alt",
)  # fmt: skip
EVENT = "general.account_changed"


@transaction.atomic
def update_account(*, account: Account, by: Actor, logo: bytes | None = None, **fields: Any) -> Account:
    """Change those of GENERAL_FIELDS that are in `fields`, and with `logo` the picture; b"" takes it away.

    Whoever counts the days of the account is told when they begin at other moments (`time_zone_changed`).
    Raises ValidationError, which names the fields.
    """
    before = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    account = change_account(account, by, EVENT, GENERAL_FIELDS, fields)
    if logo is not None:
        _change_logo(account, logo, by)
    if account.time_zone != before.time_zone:
        time_zone_changed.send(sender=Account, account=account, by=by)
    return account


def _change_logo(account: Account, content: bytes, by: Actor) -> None:
    kept = Logo.objects.of(account).first()
    before = str(kept) if kept else None
    if content:
        after = _keep(kept or Logo(account=account), content)
    else:
        after = None
        Logo.objects.of(account).delete()
    key = after.key if after else ""
    if key != account.logo:
        apply(account, {"logo": key})
        changes = {"logo": [before, str(after) if after else None]}
        record(EVENT, account=account, actor=by, target=account, changes=changes)


def _keep(logo: Logo, content: bytes) -> Logo:
    try:
        image = images.checked(content)
    except ValidationError as error:
        raise ValidationError({"logo": error.messages}) from error
    sides = {"width": image.width, "height": image.height}
    key = key_of(logo.account, image)
    apply(logo, {"key": key, "content_type": image.content_type, "data": image.data, **sides})
    return logo
