"""What changing anything of an account has in common."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import PermissionGroup, User
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import values


def record_changes(
    event: str, row: User | PermissionGroup, before: dict[str, Any], names: tuple[str, ...], by: Actor
) -> None:
    """Record `event` with what differs in `names` from `before`; nothing when nothing does."""
    changes = diff(before, values(row, names))
    if changes:
        record(event, account=row.account, actor=by, target=row, changes=changes)
