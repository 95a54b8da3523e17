"""Permission groups: made, changed, deleted when nobody uses them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.accounts.granting import check
from apps.accounts.models import Account, PermissionGroup
from apps.accounts.permissions import Caller
from apps.accounts.services.changes import record_changes
from apps.audit.actors import Actor
from apps.audit.record import diff, record
from apps.common.writing import apply, values

GROUP_FIELDS = ("name", "description", "is_read_only", "permissions")


@transaction.atomic
def create_group(*, account: Account, by: Actor, giver: Caller | None = None, **fields: Any) -> PermissionGroup:
    """A new permission group of `account`, with no more than `giver` holds. Raises ValidationError."""
    group = PermissionGroup(account=account)
    apply(group, fields)
    check(giver, group)
    changes = diff({}, values(group, GROUP_FIELDS))
    record("user_accounts.group_created", account=account, actor=by, target=group, changes=changes)
    return group


@transaction.atomic
def update_group(*, group: PermissionGroup, by: Actor, giver: Caller | None = None, **fields: Any) -> PermissionGroup:
    """Change a permission group; whoever holds it is bound by the change from the next call on."""
    group = PermissionGroup.objects.select_for_update().get(pk=group.pk)
    before = values(group, GROUP_FIELDS)
    check(giver, group)
    apply(group, fields)
    check(giver, group)
    record_changes("user_accounts.group_changed", group, before, GROUP_FIELDS, by)
    return group


@transaction.atomic
def delete_group(*, group: PermissionGroup, by: Actor, giver: Caller | None = None) -> None:
    """Raises ValidationError when a user or a consumer still uses the group."""
    check(giver, group)
    record("user_accounts.group_deleted", account=group.account, actor=by, target=group)
    try:
        group.delete()
    except models.ProtectedError as error:
        used_by = ", ".join(sorted(str(row) for row in error.protected_objects))
        raise ValidationError(_("%(group)s is in use by: %(names)s") % {"group": group, "names": used_by}) from error
