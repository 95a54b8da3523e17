"""What a method takes in its address and its headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from apps.api import paging
from apps.api.documented import Documented
from apps.api.fields import Field, Input
from apps.api.filters import Filter, by_name, kind_of
from apps.api.kinds import Date
from apps.api.schema.rows import column_of
from apps.api.schema.values import DATE_EXAMPLE, Schema, in_a_query, or_empty

MOMENT: Schema = {"type": "string", "examples": [DATE_EXAMPLE]}

if TYPE_CHECKING:
    from apps.api.door import Door
    from apps.api.resources.base import ResourceViewSet


def in_path(name: str = "code") -> Schema:
    text = _("What the row goes by, percent-encoded: it may hold blanks, slashes (%2F) and accents.")
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": text,
        "schema": {"type": "string", "minLength": 1},
    }


def in_query(name: str, schema: Schema, description: str, *, is_required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": is_required, "description": description, "schema": schema}


def of_list(resource: type[ResourceViewSet]) -> list[Schema]:
    """Paging, filters, and the period."""
    return [*_pages(), *_filters(resource), *(_dates(resource) if resource.dates else ())]


def _pages() -> list[Schema]:
    start = {"type": "integer", "minimum": 0, "maximum": paging.START.max_value, "default": 0}
    limit = {"type": "integer", "minimum": 1, "maximum": paging.LIMIT.max_value, "default": paging.CAP}
    at_most = _("How many rows: %(cap)s at most, and a header says so when more were asked for.") % {"cap": paging.CAP}
    return [
        in_query("start", or_empty(start), _("How many rows to leave out at the beginning.")),
        in_query("limit", or_empty(limit), at_most),
    ]


def _filters(resource: type[ResourceViewSet]) -> list[Schema]:
    named = by_name(resource.fields, resource.filters)
    return [in_query(name, _sought(one), _meaning(one, resource)) for name, one in named.items()]


def _sought(one: Filter) -> Schema:
    kind = kind_of(one)
    return MOMENT if isinstance(kind, Date) else in_a_query(kind)


def _meaning(one: Filter, resource: type[ResourceViewSet]) -> str:
    column = column_of(one, resource.model)
    text = _("Only rows of this moment; a day alone is all of it.") if isinstance(kind_of(one), Date) else ""
    text = text or _("Only rows with exactly this.")
    return f"{column.verbose_name}: {text}" if column and column.name == getattr(one, "path", "") else text


def without_filter(resource: type[ResourceViewSet]) -> list[str]:
    """What a row shows and nobody can ask for: lists, objects, and what is counted or put in words for each row."""
    named = by_name(resource.fields, resource.filters)
    return [field.name for field in resource.fields if field.name not in named]


def _dates(resource: type[ResourceViewSet]) -> list[Schema]:
    which = {"type": "string", "enum": [*resource.dates, ""], "default": next(iter(resource.dates))}
    return [
        in_query("since", MOMENT, _("From this moment on. A day alone is its beginning; without a zone it is UTC.")),
        in_query("until", MOMENT, _("Up to this moment. A day alone is all of it; without a zone it is UTC.")),
        in_query("type_date", which, _("Which moment of the rows is meant.")),
    ]


def of_own(documented: Documented) -> list[Schema]:
    """The parameters that a method of its own names."""
    required = documented.required or ()
    return [_own(entry, is_required=entry.name in required) for entry in documented.parameters or ()]


def _own(entry: Field | Input, *, is_required: bool) -> Schema:
    schema = MOMENT if isinstance(entry.kind, Date) else in_a_query(entry.kind)
    return in_query(entry.name, schema, str(entry.kind.help_text or ""), is_required=is_required)


def of_update(resource: type[ResourceViewSet], required: tuple[str, ...]) -> list[Schema]:
    known = by_name(resource.fields, resource.filters)
    return [
        in_query(name, _sought(known[name]) if name in known else {"type": "string"},
                 _("Another way to name the row."), is_required=name in required)
        for name in resource.update_parameters
    ]  # fmt: skip


def header(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def in_address(resource: type[Door], handler: str, method: str) -> list[Schema]:
    """The query of a method: as it names it itself, or as the base reads it."""
    documented = resource.documented.get(handler, Documented())
    if documented.parameters is not None:
        return of_own(documented)
    rows: Any = resource
    if handler == "list":
        return of_list(rows)
    return of_update(rows, documented.required or ()) if method == "PUT" and hasattr(resource, "fields") else []
