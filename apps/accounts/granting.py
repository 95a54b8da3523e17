"""Nobody gives, changes or takes away more than they hold: asked inside every service that touches rights."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import PermissionGroup, User
from apps.accounts.permissions import Caller, may_grant, permissions_of_role


def rights_of(row: User | PermissionGroup) -> frozenset[str]:
    """What `row` gives to whoever has it, active or not."""
    if isinstance(row, PermissionGroup):
        return frozenset(row.permissions)
    return permissions_of_role(row.role, row.permission_group)


def check(giver: Caller | None, row: User | PermissionGroup, *, field: str = "") -> None:
    """Raises ValidationError when `row` gives more than `giver` holds. Without a giver it is the system, who may."""
    if giver is None or may_grant(giver, rights_of(row)):
        return
    field = field or ("permissions" if isinstance(row, PermissionGroup) else "role")
    raise ValidationError({field: beyond_the_giver()})


def beyond_the_giver() -> str:
    return _("This goes beyond what you may do yourself, so you cannot give or change it.")
