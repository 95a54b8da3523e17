"""JSON Schema of what a resource shows and takes, from its fields and from the model that they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.api.columns import columns_on
from apps.api.fields import AnyField, Computed, Field, Input, Kind, Nested
from apps.api.schema.values import Schema, coming_in, going_out, nullable, object_of, one_of
from apps.company import catalogs

if TYPE_CHECKING:
    from apps.api.columns import Columns
    from apps.api.resources.base import ResourceViewSet


def row_of(fields: tuple[AnyField, ...], model: type[Model] | None) -> Schema:
    """What one row looks like."""
    return object_of({field.name: described(_shown(field, model), column_of(field, model)) for field in fields})


def described(schema: Schema, column: Columns | None) -> Schema:
    """With what the model calls it, in the reader's language."""
    name = column and (column.help_text or column.verbose_name)
    return schema | ({"description": f"{capfirst(str(name))}."} if name and "$ref" not in schema else {})


def with_catalog(schema: Schema, column: Columns | None) -> Schema:
    """With the catalog that gives the values of `column`, if one does."""
    catalog = catalogs.catalog_of(column.model, column.name) if column is not None else ""
    if not catalog:
        return schema
    words = _("Takes its values from the catalog `%(catalog)s` (`/catalog_entries?catalog=%(catalog)s`).")
    told = words % {"catalog": catalog}
    return schema | {"description": f"{schema['description']} {told}" if "description" in schema else told}


def _shown(field: AnyField, model: type[Model] | None) -> Schema:
    if isinstance(field, Nested):
        return {"type": "array", "items": row_of(field.fields, None)}
    if isinstance(field, Computed):
        return going_out(field.shows) if field.shows is not None else _computed(field)
    schema = going_out(field.kind)
    return nullable(schema) if _may_be_null(field.path, model) else schema


def _computed(field: Computed) -> Schema:
    """A text, which may be null, unless the field says what it is."""
    return nullable(going_out(field.kind)) if field.kind else {"type": ["string", "null"]}


def column_of(field: AnyField | Input, model: type[Model] | None) -> Columns | None:
    """The column that a field shows, or else writes; None where it is none of the model's."""
    paths = [getattr(field, "path", ""), getattr(field, "writes", "")]
    found = (columns_on(path, model)[-1:] for path in paths if path and model)
    return next((column[0] for column in found if column), None)


def _may_be_null(path: str, model: type[Model] | None) -> bool:
    found = columns_on(path, model)
    return not found or any(column.null for column in found)


def body_of(resource: type[ResourceViewSet], *, is_new: bool) -> Schema:
    """What POST or PUT takes: each field under its own name and under the others that it may come in by."""
    properties: dict[str, Schema] = {}
    for field in resource.fields:
        if field.writes and field.kind:
            properties |= _names_of(field, resource.model)
    properties |= {entry.name: coming_in(entry.kind) for entry in resource.inputs}
    required = [field for field in resource.fields if is_new and field.is_required]
    alone = [field.name for field in required if not field.inputs]
    schema = object_of(properties, alone)
    names = [(field.name, *field.inputs) for field in required if field.inputs]
    names += [tuple(pointer.names) for pointer in resource.pointers if is_new and pointer.is_required]
    either = [{"anyOf": [{"required": [name]} for name in group]} for group in names]
    return schema | ({"allOf": either} if either else {})


def _names_of(field: Any, model: type[Model]) -> dict[str, Schema]:
    column = written_column(field, model)
    schema = with_catalog(described(_coming_in(field.kind, column), column), column)
    other = schema | {"description": _("Another name of %(name)s.") % {"name": field.name}}
    return {field.name: schema} | dict.fromkeys(field.inputs, other)


def _coming_in(kind: Kind, column: Columns | None) -> Schema:
    if column is not None and column.choices and not column.null and not isinstance(kind, serializers.ChoiceField):
        return one_of(value for value, _label in column.flatchoices)
    return coming_in(kind, max_length=length_of(column), is_filled=_is_filled(column))


def written_column(field: Field | Computed, model: type[Model]) -> Columns | None:
    found = columns_on(field.writes, model)
    return found[0] if found else column_of(field, model)


def length_of(column: Columns | None) -> int | None:
    if column is None:
        return None
    limits = [check.limit_value for check in column.validators if isinstance(check, MaxLengthValidator)]
    return min((limit for limit in (column.max_length, *limits) if isinstance(limit, int)), default=None)


def _is_filled(column: Columns | None) -> bool:
    return column is not None and not column.blank


def taken(fields: tuple[Field | Input, ...], required: tuple[str, ...]) -> Schema:
    """The body of a method of its own."""
    return object_of({field.name: coming_in(field.kind) for field in fields}, list(required))
