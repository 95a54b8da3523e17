"""/authorizations: which user lets which consumer act for them, and taking that back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import problems, queries
from apps.api.documented import Documented
from apps.api.fields import Computed, Field, Row
from apps.api.kinds import Date, Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.connections.models import Authorization, Consumer
from apps.connections.services.revoking import revoke_authorizations, revoke_authorizations_of

CLIENT = Field("client_id", Text(), source="consumer__client_id")


def is_active(row: Row) -> bool:
    return row["revoked_at"] is None


def permissions_of(row: Row) -> list[str]:
    found: list[str] = row["scope"].split()
    return found


class AuthorizationViewSet(ResourceViewSet):
    module = "api_connections"
    names = ("authorizations",)
    model = Authorization
    lists_all = True
    key = "id"
    collection = {"get": "list", "delete": "revoke_all"}
    member = {"get": "retrieve", "delete": "destroy"}
    dates = {"granted_at": "granted_at", "revoked_at": "revoked_at", "last_used_at": "last_used_at"}
    fields = (
        Field("id", Whole()),
        CLIENT,
        Field("consumers_description", Text(), source="consumer__name"),
        Field("id_account", Whole(), source="user_id"),
        Field("name", Text(), source="user__name"),
        Field("email", Text(), source="user__email"),
        Computed("permissions", ("scope",), permissions_of, shows=[Text()]),
        Computed("active", ("revoked_at",), is_active, shows=Yes()),
        Field("granted_at", Date()),
        Field("first_used_at", Date()),
        Field("last_used_at", Date()),
        Field("last_used_from", Text()),
        Field("revoked_at", Date()),
    )
    filters = (Field("active", Yes()),)
    documented = {
        "revoke_all": Documented(
            does=gettext_lazy(
                "Takes back what every user agreed to for one consumer. `total` says how many there were."
            ),
            gives=[],
            parameters=(CLIENT,),
            required=(CLIENT.name,),
            errors=(problems.UnknownCode,),
        ),
        "destroy": Documented(
            does=gettext_lazy("Takes it back; its tokens are refused from the next call on."), gives=[]
        ),
    }

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        live = {"revoked_at__isnull": values.pop("active")} if "active" in values else {}
        return values | live

    def remove(self, row: Row) -> None:
        revoke_authorizations(authorizations=[self.rows().get(pk=row["pk"])], by=self.caller.actor)

    def revoke_all(self, request: Request) -> Response:
        query = queries.read(request.query_params, (CLIENT.name,))
        if CLIENT.name not in query.values:
            raise problems.InvalidFields({CLIENT.name: _("This parameter is required.")})
        consumer = Consumer.objects.of(self.account).filter(**self.safe(query.values)).first()
        if consumer is None:
            raise problems.UnknownCode
        ended = revoke_authorizations_of(consumer=consumer, by=self.caller.actor)
        return self.answer([], query, total=ended)
