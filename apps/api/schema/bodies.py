"""The body of a method, in the three ways in which it may be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.api.bodies import FORM, JSON, MULTIPART
from apps.api.documented import Documented
from apps.api.schema.answers import Component, name_of
from apps.api.schema.examples import EXAMPLES
from apps.api.schema.rows import body_of, taken
from apps.api.schema.values import Schema

if TYPE_CHECKING:
    from apps.api.door import Door


def of(resource: type[Door], handler: str, method: str, component: Component) -> Schema | None:
    """The request body; None where none is read."""
    documented = resource.documented.get(handler, Documented())
    schema = _schema_of(resource, documented, method)
    if schema is None:
        return None
    name = f"{name_of(resource)}{handler.title().replace('_', '')}"
    shown = component("schemas", name, schema)
    content = {kind: {"schema": shown} for kind in (JSON, FORM, MULTIPART)}
    if name in EXAMPLES:
        content[JSON]["example"] = EXAMPLES[name]
    return {"required": "required" in schema, "content": content}


def _schema_of(resource: type[Door], documented: Documented, method: str) -> Schema | None:
    if documented.takes is not None:
        names = {field.name for field in documented.takes}
        return taken(documented.takes, tuple(name for name in documented.required or () if name in names))
    if method not in ("POST", "PUT") or not hasattr(resource, "fields"):
        return None
    rows: Any = resource
    return body_of(rows, is_new=method == "POST")
