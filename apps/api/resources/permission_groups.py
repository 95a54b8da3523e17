"""/permission_groups: what a consumer, or a user with the role Custom, may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet

from apps.accounts import services
from apps.accounts.models import PermissionGroup
from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Computed, Field, Row
from apps.api.kinds import Text, Texts, Whole, Yes
from apps.api.resources.named import NamedViewSet
from apps.common import counting
from apps.connections.groups import groups_with_use


class PermissionGroupViewSet(NamedViewSet):
    module = "user_accounts"
    names = ("permission_groups",)
    model = PermissionGroup
    key = "id"
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update", "delete": "destroy"}
    fields = (
        Field("id", Whole()),
        Field("name", Text(), writes="name", is_required=True),
        Field("description", Text(), writes="description"),
        Field("is_read_only", Yes(), writes="is_read_only"),
        Computed("permissions", ("permissions",), lambda row: sorted(row["permissions"]), writes="permissions",
                 kind=Texts(), shows=[Text()]),
        Field("accounts", Whole(), source="user_count", can_filter=False),
        Field("consumers", Whole(), source="consumer_count", can_filter=False),
    )  # fmt: skip
    documented = {"destroy": Documented(errors=(problems.InUse,), gives=[])}

    def rows(self) -> QuerySet[Any]:
        return groups_with_use(self.account).order_by("name")

    def kept_total(self, values: dict[str, Any]) -> int | None:
        return counting.total(PermissionGroup, self.account, values)

    def held_rows(self, key: dict[str, Any]) -> QuerySet[Any]:
        return self.instances().filter(**key)

    def prepared(self, values: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        return values | ({"permissions": sorted(set(values["permissions"]))} if "permissions" in values else {})

    def add(self, values: dict[str, Any]) -> Model:
        return services.create_group(account=self.account, by=self.caller.actor, giver=self.caller, **values)

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        return services.update_group(group=self.instance(row), by=self.caller.actor, giver=self.caller, **values)

    def remove(self, row: Row) -> None:
        try:
            services.delete_group(group=self.instance(row), by=self.caller.actor, giver=self.caller)
        except ValidationError as error:
            if hasattr(error, "error_dict") and NON_FIELD_ERRORS not in error.error_dict:
                raise
            raise problems.InUse(" ".join(error.messages)) from error
