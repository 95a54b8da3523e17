"""/personnel: the people who do the work."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from apps.accounts.models import Account, Role, User
from apps.api.fields import Computed, Field, Row
from apps.api.filters import Condition, Sought
from apps.api.kinds import Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.maintenance.models import Person
from apps.maintenance.services.people import create_person


def describe_rights(row: Row) -> str:
    """The permission group of the person's user, or what the role is called where it needs no group."""
    if row["portal_role"] in ("", Role.CUSTOM):
        return str(row["portal_group"])
    return str(Role(row["portal_role"]).label)


def entitled(account: Account, words: str) -> Condition:
    """Whose user has this permission group, or this role in the caller's language."""
    roles = [role for role, label in Role.choices if role != Role.CUSTOM and str(label) == words]
    users = User.objects.filter(account=account).filter(
        Q(role__in=roles) | Q(role__in=("", Role.CUSTOM), permission_group__name=words)
    )
    return Q(email__in=users.values("email"))


class PersonnelViewSet(ResourceViewSet):
    module = "personnel"
    names = ("personnel",)
    model = Person
    lists_all = True
    collection = {"get": "list", "post": "create"}
    fields = (
        Field("id", Whole()),
        Field("code", Text(), writes="code"),
        Field("name", Text(), source="called"),
        Field("full_name", Text(), source="called"),
        Field("first_name", Text(), writes="first_name", is_required=True),
        Field("last_name", Text(), writes="last_name"),
        Field("email", Text(), writes="email"),
        Field("active", Yes(), writes="active"),
        Field("account_active", Yes()),
        Computed(
            "groups_permissions_description",
            ("portal_role", "portal_group"),
            describe_rights,
            sought=Sought(Text(), entitled),
        ),
    )

    def add(self, values: dict[str, Any]) -> Model:
        return create_person(account=self.account, by=self.caller.actor, **values)
