"""The fields of a resource, declared once: what goes out, what may come in, what can be filtered by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from apps.accounts.models import Account
from apps.api.filters import Sought
from apps.api.kinds import shown

Row = Mapping[str, Any]
Kind = serializers.Field[Any, Any, Any, Any]
PLAIN = frozenset((str, int, bool, type(None)))
"""Go out as they are."""


@dataclass(frozen=True, eq=False)
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
    sought: Sought | None = None

    @property
    def path(self) -> str:
        return self.source or self.name

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.path,)

    def show(self, row: Row) -> Any:
        return shown(row[self.path])


@dataclass(frozen=True, eq=False)
class Computed:
    """A field that goes out only, made by `make` from the paths in `needs`; `shows` is the shape of it, for the
    documentation (apps.api.documented.Shape), where it is not a text; `sought` is how rows are found by it."""

    name: str
    needs: tuple[str, ...]
    make: Callable[[Row], Any]
    writes: str = ""
    kind: Kind | None = None
    inputs: tuple[str, ...] = ()
    is_required: bool = False
    shows: Any = None
    sought: Sought | None = None

    @property
    def can_filter(self) -> bool:
        return self.sought is not None

    @property
    def sources(self) -> tuple[str, ...]:
        return self.needs

    def show(self, row: Row) -> Any:
        return self.make(row)


@dataclass(frozen=True, eq=False)
class Nested:
    """A list of rows of another model inside each row: read in one query, however many rows there are.

    `rows` gives those of an account in their order, such as `Stock.objects.for_api`; `of` is the path from one of them
    to what `key` is of the row that holds it; `fields` are theirs.
    """

    name: str
    rows: Callable[[Account], QuerySet[Any]]
    of: str
    fields: tuple[Field | Computed, ...]
    key: str = "pk"
    writes: str = ""
    kind: Kind | None = None
    inputs: tuple[str, ...] = ()
    is_required: bool = False
    can_filter: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.key,)

    def show(self, row: Row) -> Any:
        return row[self.name]

    def load(self, account: Account, rows: Sequence[dict[str, Any]]) -> None:
        """Put what belongs into each of `rows` there."""
        inside: dict[Any, list[dict[str, Any]]] = {row[self.key]: [] for row in rows}
        for child in self._children(account, inside) if inside else ():
            inside[child[self.of]].append(row_of(self.fields, child))
        for row in rows:
            row[self.name] = inside[row[self.key]]

    def _children(self, account: Account, keys: Iterable[Any]) -> QuerySet[Any, dict[str, Any]]:
        return self.rows(account).filter(**{f"{self.of}__in": list(keys)}).values(self.of, *sources_of(self.fields))


AnyField = Field | Computed | Nested


@dataclass(frozen=True)
class Input:
    """A field that comes in for the resource to make something of; what the service calls that is in `about`."""

    name: str
    kind: Kind
    about: str = ""


def sources_of(fields: Iterable[AnyField]) -> list[str]:
    return sorted({path for field in fields for path in field.sources})


def row_of(fields: Iterable[AnyField], row: Row) -> dict[str, Any]:
    return shape_of(tuple(fields))(row)


@lru_cache(maxsize=256)
def shape_of(fields: tuple[AnyField, ...]) -> Callable[[Row], dict[str, Any]]:
    """What makes a row as it goes out: what only has to be taken from it is taken at once."""
    names, anything = [field.name for field in fields], sources_of(fields)[0]
    # Where something is made, anything else stands until then, so that it comes in its turn.
    taken = itemgetter(*(field.path if isinstance(field, Field) else anything for field in fields), anything)
    made = [(field.name, field.show) for field in fields if not isinstance(field, Field)]

    def shape(row: Row) -> dict[str, Any]:
        values = zip(names, taken(row), strict=False)
        found = {name: value if type(value) in PLAIN else shown(value) for name, value in values}
        for name, make in made:
            found[name] = make(row)
        return found

    return shape
