"""The successes of a method: the envelope round the rows of the resource, or round what the method says it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from apps.api.documented import Documented
from apps.api.schema.headers import of_answer
from apps.api.schema.rows import row_of
from apps.api.schema.values import Schema, going_out, object_of

if TYPE_CHECKING:
    from apps.api.door import Door

Component = Callable[[str, str, Schema], Schema]


def of(resource: type[Door], handler: str, method: str, component: Component, *, is_member: bool) -> tuple[int, Schema]:
    """The status of the success, and its answer."""
    documented = resource.documented.get(handler, Documented())
    status = documented.status or (201 if method == "POST" else 200)
    data = data_of(resource, documented, component, is_member=is_member)
    envelope = object_of({
        "success": {"const": True},
        "message": {"const": str(status), "description": _("The status, as text.")},
        "data": data,
        "total": {"type": "integer", "minimum": 0, "description": _("How many rows there are in all.")},
    })  # fmt: skip
    return status, {
        "description": _("Done.") if method != "GET" else _("What was asked for."),
        "headers": of_answer(*headers_of(resource, method)),
        "content": {kind: {} for kind in documented.file_types} or {"application/json": {"schema": envelope}},
    }


def headers_of(resource: type[Door], method: str) -> list[str]:
    """What was made with a secret in it is shown once: it has no tag, and is never replayed."""
    if method != "POST":
        return ["ETag", "Warning"]
    return ["ETag", "Warning", "Idempotency-Replayed"] if resource.keeps_answers else ["Warning"]


def data_of(resource: type[Door], documented: Documented, component: Component, *, is_member: bool) -> Schema:
    if documented.gives is not None:
        return going_out(documented.gives)
    rows: Any = resource
    if not hasattr(resource, "fields"):
        return {}
    row = component("schemas", name_of(resource), row_of(rows.fields, rows.model))
    return row if is_member and rows.one_is_object else {"type": "array", "items": row}


def name_of(resource: type[Door]) -> str:
    return resource.__name__.removesuffix("ViewSet")


def not_modified() -> Schema:
    return {"description": _("Still what If-None-Match names."), "headers": of_answer("ETag", "Warning")}
