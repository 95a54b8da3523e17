"""Permission groups: made, changed, deleted when nobody uses them."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.granting import check
from apps.accounts.holders import holders_in_words, is_held
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
def duplicate_group(*, group: PermissionGroup, by: Actor, giver: Caller | None = None) -> PermissionGroup:
    """A new group that gives what `group` gives, which nobody holds yet. Raises ValidationError."""
    fields = values(group, GROUP_FIELDS) | {"name": _free_name(group)}
    return create_group(account=group.account, by=by, giver=giver, **fields)


def _free_name(group: PermissionGroup) -> str:
    """ "Technicians (2)", or the next number that is free."""
    longest = (PermissionGroup._meta.get_field("name").max_length or 0) - len(" (9999)")
    stem = re.sub(r" \(\d{1,4}\)$", "", group.name)[:longest]
    taken = set(PermissionGroup.objects.of(group.account).filter(name__startswith=stem).values_list("name", flat=True))
    return next(name for number in count(2) if (name := f"{stem} ({number})") not in taken)


@transaction.atomic
def delete_group(*, group: PermissionGroup, by: Actor, giver: Caller | None = None) -> None:
    """Raises ValidationError, which says by whom, when a user or a consumer still uses the group."""
    # Whoever is being given the group at this moment is waited for.
    group = PermissionGroup.objects.select_for_update().get(pk=group.pk)
    check(giver, group)
    if is_held(group):
        words = {"group": group, "names": holders_in_words(group)}
        raise ValidationError(_("%(group)s is in use by: %(names)s") % words, code="in_use")
    record("user_accounts.group_deleted", account=group.account, actor=by, target=group)
    group.delete()
