"""What a body may hold, made from the fields of a resource, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.api.fields import AnyField, Input, Kind
from apps.api.kinds import value_of
from apps.api.pointers import Pointer
from apps.api.problems import InvalidFields, Text


@dataclass(frozen=True)
class Form:
    """What a body may hold: each accepted name with its kind, and what the service calls it."""

    kinds: dict[str, Kind]
    writes: dict[str, str]
    required: tuple[str, ...]
    about: dict[str, str]
    alternatives: tuple[tuple[str, ...], ...] = ()
    only_read: frozenset[str] = frozenset()

    @classmethod
    def of(cls, fields: Iterable[AnyField], inputs: Iterable[Input], pointers: Iterable[Pointer] = ()) -> Form:
        fields = tuple(fields)
        writable = [field for field in fields if field.writes and field.kind]
        # The last name is the one that errors speak of: what is documented to come in, where that differs.
        named = {name: field for field in writable for name in (field.name, *field.inputs)}
        kinds = {name: field.kind for name, field in named.items() if field.kind}
        return cls(
            kinds | {entry.name: entry.kind for entry in inputs},
            {name: field.writes for name, field in named.items()} | {entry.name: entry.name for entry in inputs},
            tuple((field.name, *field.inputs)[-1] for field in writable if field.is_required),
            {entry.name: entry.about for entry in inputs},
            tuple(tuple(pointer.names) for pointer in pointers if pointer.is_required),
            frozenset(field.name for field in fields),
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
        if is_new:
            errors = self._missing(body) | errors
        if errors:
            raise InvalidFields(errors)
        return found

    def _missing(self, body: Mapping[str, Any]) -> dict[str, Text]:
        given = {self.writes.get(name) for name in body}
        missing = [name for name in self.required if self.writes[name] not in given]
        missing += [names[0] for names in self.alternatives if not body.keys() & set(names)]
        return dict.fromkeys(missing, _("This field is required."))

    def _name_errors(self, body: Mapping[str, Any]) -> dict[str, Text]:
        errors: dict[str, Text] = {}
        written: set[str] = set()
        for name in body:
            if name not in self.kinds:
                only_read = name in self.only_read
                errors[name] = _("This field is only read.") if only_read else _("There is no such field here.")
            elif self.writes[name] in written:
                errors[name] = _("This field is given twice.")
            written.add(self.writes.get(name, name))
        return errors

    def names_of(self, body: Mapping[str, Any]) -> dict[str, str]:
        """From the service's names to those that the caller used, for errors to speak of."""
        default = {self.about[name]: name for name in reversed(self.about)}
        default |= {written: name for name, written in self.writes.items()}
        used = {self.writes[name]: name for name in body if name in self.writes}
        return default | used | {self.about[name]: name for name in body if name in self.about}
