"""JSON Schema of single values: how each kind goes out, and in which forms it may come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from apps.api.documented import OneOf, OrNull, Shape
from apps.api.fields import Kind
from apps.api.files import File

Schema = dict[str, Any]

DATE_EXAMPLE = "2026-01-30T22:00:00+00:00"
SMALLEST, LARGEST = -(2**63) + 1, 2**63 - 1
# What the server takes for true and false; capital letters count as well.
YES, NO = ("true", "t", "yes", "y", "on", "1"), ("false", "f", "no", "n", "off", "0")
OUT: tuple[tuple[type[Any], Schema], ...] = (
    (serializers.ChoiceField, {"type": "string"}),
    (serializers.EmailField, {"type": "string"}),
    (serializers.CharField, {"type": "string"}),
    (serializers.IntegerField, {"type": "integer"}),
    (serializers.DecimalField, {"type": "number"}),
    (serializers.FloatField, {"type": "number"}),
    (serializers.DateTimeField, {"type": "string", "format": "date-time"}),
    (serializers.DateField, {"type": "string", "format": "date"}),
    (serializers.BooleanField, {"type": "boolean"}),
    (serializers.DictField, {"type": "object"}),
)


def going_out(shape: Shape) -> Schema:
    """The schema of what an answer holds; anything at all for None."""
    if shape is None:
        return {}
    if isinstance(shape, OrNull):
        return nullable(going_out(shape.shape))
    if isinstance(shape, OneOf):
        return {"enum": list(shape.values)}
    if isinstance(shape, Mapping):
        return object_of({name: going_out(inner) for name, inner in shape.items()})
    if isinstance(shape, (list, tuple)):
        return {"type": "array", "items": going_out(shape[0])} if shape else {"type": "array", "maxItems": 0}
    return _kind_going_out(shape)  # type: ignore[arg-type]


def object_of(properties: Mapping[str, Schema], required: list[str] | None = None) -> Schema:
    """An object with exactly these properties; all of them are there unless `required` says which."""
    names = list(properties) if required is None else required
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return found | ({"required": names} if names else {})


def nullable(schema: Schema) -> Schema:
    if not schema or "enum" in schema:
        return schema and {"enum": [*schema["enum"], None]}
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _kind_going_out(kind: Kind) -> Schema:
    if isinstance(kind, serializers.ListField):
        return {"type": "array", "items": _kind_going_out(kind.child) if kind.child else {}}
    return next((dict(schema) for known, schema in OUT if isinstance(kind, known)), {})


def coming_in(kind: Kind, *, max_length: int | None = None, is_filled: bool = False) -> Schema:
    """The schema of what a body may hold for `kind`: its own type, or the text that says the same.

    `max_length` is how many characters fit; `is_filled`: text that is empty is refused.
    """
    if isinstance(kind, serializers.ChoiceField):
        return {"enum": [*kind.choices, *([None] if kind.allow_null else [])]}
    if isinstance(kind, serializers.CharField):
        return _text(kind, max_length or kind.max_length, is_filled or not kind.allow_blank)
    if isinstance(kind, serializers.ListField):
        listed = {"type": "array", "items": coming_in(kind.child) if kind.child else {}}
        return {"anyOf": [listed, {"type": "string"}]} if getattr(kind, "takes_text", False) else listed
    found: list[Schema] = next((make(kind) for known, make in COERCED if isinstance(kind, known)), [])
    if found and kind.allow_null:
        found.append({"type": "null"})
    return {"anyOf": found} if found else {}


def in_a_query(kind: Kind) -> Schema:
    """The schema of a parameter. An empty one counts as not given."""
    if isinstance(kind, serializers.IntegerField):
        return or_empty({"type": "integer", **_bounds(kind)})
    if isinstance(kind, serializers.BooleanField):
        return {"type": "string", "enum": [*YES, *NO, ""]}
    if isinstance(kind, serializers.DecimalField):
        return or_empty({"type": "number"})
    return or_empty(coming_in(kind)) if isinstance(kind, serializers.ChoiceField) else {"type": "string"}


def or_empty(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "string", "maxLength": 0}]}


def one_of(choices: Iterable[Any]) -> Schema:
    """One of a few values, or the text that says the same."""
    values = list(choices)
    return {"enum": list(dict.fromkeys([*values, *map(str, values)]))}


def _text(kind: Kind, max_length: int | None, is_filled: bool) -> Schema:
    types = ["string", "number", *(["null"] if kind.allow_null and not is_filled else [])]
    found: Schema = {"type": types} | ({"minLength": 1} if is_filled else {})
    return found | ({"maxLength": max_length} if max_length else {})


def _bounds(kind: Any) -> Schema:
    lowest, highest = kind.min_value, kind.max_value
    found: Schema = {} if lowest is None else {"minimum": max(int(lowest), SMALLEST)}
    return found | ({} if highest is None else {"maximum": min(int(highest), LARGEST)})


def _whole(kind: Any) -> list[Schema]:
    return [{"type": "integer", **_bounds(kind)}, {"type": "string", "pattern": r"^\s*[-+]?[0-9]+(\.0*)?\s*$"}]


def _number(kind: Any) -> list[Schema]:
    pattern = r"^\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$"
    blank = [{"type": "string", "pattern": r"^\s*$"}] if kind.allow_null else []
    return [{"type": "number"}, {"type": "string", "pattern": pattern}, *blank]


def _date(kind: Any) -> list[Schema]:
    return [{"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", "examples": [DATE_EXAMPLE]}]


def _yes(kind: Any) -> list[Schema]:
    words = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in word) for word in (*YES, *NO))
    return [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "string", "pattern": f"^({words})$"}]


def _file(kind: Any) -> list[Schema]:
    """As text; in a multipart body it is a part with a file name."""
    return [{"type": "string", "minLength": 1, "contentEncoding": "base64"}]


COERCED: tuple[tuple[type[Any], Any], ...] = (
    (serializers.IntegerField, _whole),
    (serializers.DecimalField, _number),
    (serializers.FloatField, _number),
    (serializers.DateTimeField, _date),
    (serializers.DateField, _date),
    (serializers.BooleanField, _yes),
    (File, _file),
)
