"""What changing anything of an account has in common."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.accounts.models import Account, PermissionGroup, User
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values


def record_changes(
    event: str, row: User | PermissionGroup, before: dict[str, Any], names: tuple[str, ...], by: Actor
) -> None:
    """Record `event` with what differs in `names` from `before`; nothing when nothing does."""
    changes = diff(before, values(row, names))
    if changes:
        record(event, account=row.account, actor=by, target=row, changes=changes)


@transaction.atomic
def change_account(account: Account, by: Actor, event: str, names: tuple[str, ...], fields: dict[str, Any]) -> Account:
    """Write `fields` to `account` as it is now; record as `event` what changed of `names`. Raises ValidationError."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    before = values(account, names)
    apply(account, fields)
    changes = diff(before, values(account, names))
    if changes:
        record(event, account=account, actor=by, target=account, changes=changes)
    return account
