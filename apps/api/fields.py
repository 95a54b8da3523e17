"""The fields of a resource, declared once: what goes out, what may come in, what can be filtered by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.api.kinds import shown, value_of
from apps.api.problems import InvalidFields, Text

Row = Mapping[str, Any]
Kind = serializers.Field[Any, Any, Any, Any]


@dataclass(frozen=True)
class Field:
    """One field of a resource, under the `name` that it has on the wire.

    `source` is where it is read (a path of the model, `name` unless told otherwise); `writes` is what the service
    calls it, "" for a field that is only read; `inputs` are other names under which it may come in.
    """

    name: str
    kind: Kind
    source: str = ""
    writes: str = ""
    inputs: tuple[str, ...] = ()
    is_required: bool = False
    can_filter: bool = True

    @property
    def path(self) -> str:
        return self.source or self.name

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.path,)

    def show(self, row: Row) -> Any:
        return shown(row[self.path])


@dataclass(frozen=True)
class Computed:
    """A field that goes out only, made by `make` from the paths in `needs`."""

    name: str
    needs: tuple[str, ...]
    make: Callable[[Row], Any]
    writes: str = ""
    kind: Kind | None = None
    inputs: tuple[str, ...] = ()
    is_required: bool = False
    can_filter: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return self.needs

    def show(self, row: Row) -> Any:
        return self.make(row)


AnyField = Field | Computed


@dataclass(frozen=True)
class Input:
    """A field that comes in for the resource to make something of; what the service calls that is in `about`."""

    name: str
    kind: Kind
    about: str = ""


def sources_of(fields: Iterable[AnyField]) -> list[str]:
    return sorted({path for field in fields for path in field.sources})


def row_of(fields: Iterable[AnyField], row: Row) -> dict[str, Any]:
    return {field.name: field.show(row) for field in fields}


@dataclass(frozen=True)
class Form:
    """What a body may hold: each accepted name with its kind, and what the service calls it."""

    kinds: dict[str, Kind]
    writes: dict[str, str]
    required: tuple[str, ...]
    about: dict[str, str]

    @classmethod
    def of(cls, fields: Iterable[AnyField], inputs: Iterable[Input]) -> Form:
        writable = [field for field in fields if field.writes and field.kind]
        # The last name is the one that errors speak of: what is documented to come in, where that differs.
        named = {name: field for field in writable for name in (field.name, *field.inputs)}
        kinds = {name: field.kind for name, field in named.items() if field.kind}
        return cls(
            kinds | {entry.name: entry.kind for entry in inputs},
            {name: field.writes for name, field in named.items()} | {entry.name: entry.name for entry in inputs},
            tuple(field.name for field in writable if field.is_required),
            {entry.name: entry.about for entry in inputs},
        )

    def values(self, body: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
        """The body under the service's names, coerced. Raises InvalidFields with everything that is wrong with it."""
        errors = self._name_errors(body)
        found: dict[str, Any] = {}
        for name in body.keys() & self.kinds.keys():
            try:
                found[self.writes[name]] = value_of(name, self.kinds[name], body[name])
            except InvalidFields as error:
                errors |= error.fields
        for name in self.required if is_new else ():
            if self.writes[name] not in found and name not in errors:
                errors[name] = _("This field is required.")
        if errors:
            raise InvalidFields(errors)
        return found

    def _name_errors(self, body: Mapping[str, Any]) -> dict[str, Text]:
        errors: dict[str, Text] = {}
        written: set[str] = set()
        for name in body:
            if name not in self.kinds:
                errors[name] = _("There is no such field here.")
            elif self.writes[name] in written:
                errors[name] = _("This field is given twice.")
            written.add(self.writes.get(name, name))
        return errors

    def names_of(self, body: Mapping[str, Any]) -> dict[str, str]:
        """From the service's names to those that the caller used, for errors to speak of."""
        default = {written: name for name, written in self.writes.items()}
        used = {self.writes[name]: name for name in body if name in self.writes}
        return default | used | {self.about[name]: name for name in body if name in self.about}
