"""One method of one resource, as the document has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from apps.accounts import modules
from apps.api.documented import Documented
from apps.api.permissions import ACTIONS
from apps.api.schema import answers, bodies, filtering, parameters, refusals, security
from apps.api.schema.values import Schema

if TYPE_CHECKING:
    from apps.api.door import Door


# It has no types.
RESOLVED: Any = ResolvedComponent


class OperationSchema(AutoSchema):
    """Reads the declarations of the view instead of serializers."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> Schema:
        self.path, self.method, self.registry = path, method, registry
        operation = {
            "operationId": self.name,
            "summary": self.summary,
            "description": self.text,
            "tags": [self.label],
            "parameters": self.parameters,
            "security": security.of(self.permission),
            "responses": self.responses,
        }
        return operation | self.particular

    @property
    def resource(self) -> type[Door]:
        return cast("type[Door]", type(self.view))

    @property
    def handler(self) -> str:
        return str(getattr(self.view, "action", ""))

    @property
    def is_member(self) -> bool:
        return "{" in self.path

    @property
    def documented(self) -> Documented:
        return self.resource.documented.get(self.handler, Documented())

    @property
    def called(self) -> str:
        """Under which of its names the resource is here."""
        return self.path.split("/")[2]

    @property
    def name(self) -> str:
        return f"{self.called}_{self.method.lower()}" + ("_one" if self.is_member else "")

    @property
    def permission(self) -> str:
        return f"{self.resource.module}:{ACTIONS[self.method]}" if self.resource.module else ""

    @property
    def label(self) -> str:
        found = modules.get(self.resource.module or "")
        return str(found.label) if found else _("The caller")

    @property
    def summary(self) -> str:
        usual = {
            "list": _("List"), "retrieve": _("Read one"), "create": _("Add"), "update": _("Change"),
            "destroy": _("Delete"),
        }  # fmt: skip
        verbs = {"GET": _("Read"), "POST": _("Add"), "PUT": _("Change"), "DELETE": _("Delete")}
        what = usual.get(self.handler, verbs[self.method])
        model = getattr(self.resource, "model", None)
        return f"{capfirst(str(model._meta.verbose_name_plural))}: {what}" if model else f"/{self.called}: {what}"

    @property
    def text(self) -> str:
        needed = _("Needs the permission `%(permission)s`.") % {"permission": self.permission}
        older = _("An older name of `/api/%(name)s`.") % {"name": self.resource.names[0]}
        said = [
            str(self.documented.does),
            *(filtering.told(cast("Any", self.resource)) if self.handler == "list" else ()),
            needed if self.permission else "",
            older if self.is_older else "",
        ]
        return "\n\n".join(filter(None, said))

    @property
    def is_older(self) -> bool:
        return self.called != self.resource.names[0]

    @property
    def particular(self) -> dict[str, Any]:
        body = bodies.of(self.resource, self.handler, self.method, self.component)
        return (
            ({"requestBody": body} if body else {})
            | ({"deprecated": True} if self.is_older else {})
            | ({"x-permission": self.permission} if self.permission else {})
        )

    @property
    def parameters(self) -> list[Schema]:
        names = {"GET": ["If-None-Match"], "POST": ["Idempotency-Key"]}.get(self.method, [])
        guarded = ["If-Match"] if self._is_guarded else []
        headers = [parameters.header(name) for name in ("Accept-Language", *names, *guarded)]
        own = parameters.in_address(self.resource, self.handler, self.method)
        return [*([parameters.in_path()] if self.is_member else []), *own, *headers]

    @property
    def _is_guarded(self) -> bool:
        return self.handler in getattr(self.resource, "guards", ())

    @property
    def responses(self) -> Schema:
        status, answer = answers.of(self.resource, self.handler, self.method, self.component, is_member=self.is_member)
        refused = refusals.by_status(self.problems)
        found = {str(status): answer} | ({"304": answers.not_modified()} if self.method == "GET" else {})
        return found | {str(status): self._refusal(status, kinds) for status, kinds in refused.items()}

    @property
    def problems(self) -> list[Any]:
        more = (*self.documented.errors, *(refusals.OF_CHANGING if self._is_guarded else ()))
        return refusals.of_method(self.resource, self.method, more, is_member=self.is_member)

    def _refusal(self, status: int, kinds: list[Any]) -> Schema:
        return self.component("responses", refusals.name_of(status, kinds), refusals.response_of(status, kinds))

    def component(self, kind: str, name: str, schema: Schema) -> Schema:
        """A reference to `schema` among the components."""
        found: Any = RESOLVED(name=name, type=kind, schema=schema, object=name)
        self.registry.register_on_missing(found)
        return {"$ref": f"#/components/{kind}/{name}"}
