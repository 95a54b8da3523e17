"""/accounts: the people of the account."""

from __future__ import annotations

from apps.accounts.models import Role, User
from apps.api.fields import Computed, Field, Row
from apps.api.kinds import Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.api.seeking import labelled


def role_of(row: Row) -> str:
    return str(Role(row["role"]).label) if row["role"] else ""


def group_of(row: Row) -> str:
    return row["permission_group__name"] or ""


class AccountViewSet(ResourceViewSet):
    module = "user_accounts"
    names = ("accounts",)
    model = User
    lists_all = True
    member = {}
    fields = (
        Field("id", Whole()),
        Field("name", Text()),
        Field("email", Text()),
        Field("active", Yes(), source="is_active"),
        Computed(
            "profiles_description", ("role",), role_of, shows=Text(), sought=labelled("role", lambda: Role.choices)
        ),
        Computed("groups_permissions_description", ("permission_group__name",), group_of, shows=Text()),
    )
    filters = (Field("groups_permissions_description", Text(), source="permission_group__name"),)
