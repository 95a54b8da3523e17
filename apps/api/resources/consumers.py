"""/consumers: the programs that may ask for tokens. Whoever makes one reads its secret in that answer, and never again.

Which consumers may be lent what only a Super Administrator holds is for a person to say, in the portal: here it is
only read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import PermissionGroup
from apps.api import problems
from apps.api.documented import Documented, OrNull, Shape
from apps.api.fields import AnyField, Computed, Field, Row
from apps.api.kinds import Choice, Date, Text, Texts, Whole, Yes
from apps.api.once import with_secret
from apps.api.resources.consumers_fit import METHOD, check_fit, refuse
from apps.api.resources.named import NamedViewSet
from apps.connections.models import Consumer
from apps.connections.services.consumers import change_consumer, create_consumer, delete_consumer

GRANTS = {
    "authorization_code": Consumer.GRANT_AUTHORIZATION_CODE,
    "client_credentials": Consumer.GRANT_CLIENT_CREDENTIALS,
}
TYPES = {name: name for name, _label in Consumer.CLIENT_TYPES}
METHODS = {name: name for name, _label in Consumer.AUTHENTICATION_METHODS}
ALGORITHMS = {name: name for name, _label in Consumer.ALGORITHMS}
CHOSEN_ONCE = {"authorization_grant_type": "grant_type", "client_type": "client_type"}
LISTS = ("redirect_uris", "post_logout_redirect_uris", "allowed_networks", "allowed_origins")
MAY_BE_NULL = ("calls_per_minute", "last_used_at", "last_used_from")


def grant_of(row: Row) -> str:
    return next(word for word, grant in GRANTS.items() if grant == row["authorization_grant_type"])


def listed(name: str) -> Computed:
    """A column of words with blanks between them, as a list."""
    return Computed(name, (name,), lambda row: row[name].split(), writes=name, kind=Texts(), shows=[Text()])


def shapes_of(fields: tuple[AnyField, ...]) -> dict[str, Shape]:
    """What each field looks like on its way out."""
    shapes = {field.name: getattr(field, "shows", None) or field.kind for field in fields}
    return {name: OrNull(shape) if name in MAY_BE_NULL else shape for name, shape in shapes.items()}


class ConsumerViewSet(NamedViewSet):
    module = "api_connections"
    names = ("consumers",)
    model = Consumer
    lists_all = True
    key = "client_id"
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update", "delete": "destroy"}
    keeps_answers = False
    fields = (
        Field("id", Whole()),
        Field("client_id", Text()),
        Field("name", Text(), writes="name", is_required=True),
        Field("description", Text(), writes="description"),
        Computed("grant_type", ("authorization_grant_type",), grant_of, writes="authorization_grant_type",
                 kind=Choice(GRANTS), is_required=True),
        Field("client_type", Choice(TYPES), writes="client_type"),
        Field("id_permission_group", Whole(), source="permission_group_id", writes="permission_group",
              is_required=True),
        Field("groups_permissions_description", Text(), source="permission_group__name"),
        Field("enabled", Yes(), source="is_enabled", writes="is_enabled"),
        listed("redirect_uris"),
        Field("cannot_send_pkce", Yes(), writes="cannot_send_pkce"),
        Field("authentication_method", Choice(METHODS), writes="authentication_method"),
        Field("public_keys", Text(), writes="public_keys"),
        Field("is_resource_server", Yes(), writes="is_resource_server"),
        Field("requires_par", Yes(), writes="requires_par"),
        Field("requires_dpop", Yes(), writes="requires_dpop"),
        Field("offers_sign_in", Yes(), writes="offers_sign_in"),
        Field("algorithm", Choice(ALGORITHMS), writes="algorithm"),
        listed("post_logout_redirect_uris"),
        Field("may_manage_connections", Yes()),
        listed("allowed_networks"),
        listed("allowed_origins"),
        Field("calls_per_minute", Whole(allow_null=True), writes="calls_per_minute"),
        Field("created_at", Date(), source="created"),
        Field("last_used_at", Date()),
        Field("last_used_from", Text()),
    )  # fmt: skip
    filters = (Field("grant_type", Choice(GRANTS), source="authorization_grant_type"),)
    documented = {
        "create": Documented(
            does=gettext_lazy(
                "`client_secret` stands in this answer and in no other, ever; it is null for a consumer without one. "
                "The permission group can hold no more than the caller does."
            ),
            gives=[{**shapes_of(fields), "client_secret": OrNull(Text())}],
        ),
        "destroy": Documented(does=gettext_lazy("Its tokens and secrets are refused from now on."), gives=[]),
    }
    plain = ""

    def create(self, request: Request) -> Response:
        return with_secret(super().create(request), client_secret=self.plain or None)

    def add(self, values: dict[str, Any]) -> Model:
        kind = {name: values[name] for name in CHOSEN_ONCE if name in values}
        check_fit(Consumer(**kind), values)
        made = create_consumer(
            account=self.account, by=self.caller.actor, user=self.caller.user, giver=self.caller, **values
        )
        self.plain = made.plain
        return made.owner

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        refuse({CHOSEN_ONCE[name]: _("This is chosen once and stays.") for name in CHOSEN_ONCE if name in values})
        check_fit(Consumer(**{name: row[name] for name in (*CHOSEN_ONCE, METHOD)}), values)
        consumer = self.rows().get(pk=row["pk"])
        return change_consumer(consumer=consumer, by=self.caller.actor, giver=self.caller, **values)

    def remove(self, row: Row) -> None:
        delete_consumer(consumer=self.rows().get(pk=row["pk"]), by=self.caller.actor)

    def prepared(self, values: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        found = values | {name: "\n".join(values[name]) for name in LISTS if name in values}
        if "permission_group" in values:
            found["permission_group"] = self.group(values["permission_group"])
        return found

    def group(self, key: int) -> PermissionGroup:
        group = PermissionGroup.objects.of(self.account).filter(pk=key).first()
        if group is None:
            raise problems.InvalidFields({"id_permission_group": _("This permission group does not exist.")})
        return group

    def held_rows(self, key: dict[str, Any]) -> QuerySet[Any]:
        """To delete one, its authorizations are locked first, as everywhere; the account's lock must do."""
        return Consumer.objects.none() if self.request.method == "DELETE" else super().held_rows(key)
