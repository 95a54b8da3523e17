"""Adding a row that is added all day, by a prepared statement; what is added is not validated here."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

from apps.common import prepared, walls
from apps.common.row_objects import Plainly

ModelT = TypeVar("ModelT", bound=models.Model)


class Insert(Generic[ModelT]):
    """`Insert(Model, "column", …)` adds rows of these columns, by attribute name; the others keep their default."""

    def __init__(self, model: type[ModelT], *names: str) -> None:
        self._model, self._names = model, names

    def row(self, *, is_last: bool = False, **values: Any) -> ModelT:
        """The new row. Where it is the last thing that a request asks of the database, the wall falls with it."""
        stored = [values[name] if to_stored is None else to_stored(values[name]) for name, to_stored in self._stored]
        lowers = is_last and walls.is_standing()
        ((key, *_),) = prepared.ask(self._statement + (walls.RETURNING_FALL if lowers else ""), stored)
        if lowers:
            walls.note_fallen()
        return self.made(key, values)

    def made(self, key: Any, values: dict[str, Any]) -> ModelT:
        """The row that was added under `key`."""
        made: ModelT = self._make(DEFAULT_DB_ALIAS, (self._key.attname, *values), (key, *values.values()))
        return made

    def for_each(self, source: str, name: str) -> str:
        """A statement that adds a row for each row of `source`, a part of the same statement (PostgreSQL).

        The value of `column` stands there as %(name.column)s.
        """
        return self._worded(f"SELECT {', '.join(f'%({name}.{one})s' for one in self._names)} FROM {source}")  # noqa: S608

    @cached_property
    def _make(self) -> Any:
        return Plainly(self._model).from_db

    @cached_property
    def _key(self) -> Any:
        return self._model._meta.pk

    @cached_property
    def _stored(self) -> list[tuple[str, Any]]:
        """How each value becomes what the database keeps; None where the driver knows."""
        if connection.vendor == "postgresql":
            return [(field.attname, None) for field in self._fields]
        return [(field.attname, partial(field.get_db_prep_save, connection=connection)) for field in self._fields]

    @cached_property
    def _fields(self) -> list[Any]:
        return [self._model._meta.get_field(name) for name in self._names]

    @cached_property
    def _statement(self) -> str:
        return self._worded(f"VALUES ({', '.join(['%s'] * len(self._fields))})")

    def _worded(self, rows: str) -> str:
        meta, quote = self._model._meta, connection.ops.quote_name
        columns, key = ", ".join(quote(field.column) for field in self._fields), quote(self._key.column)
        return f"INSERT INTO {quote(meta.db_table)} ({columns}) {rows} RETURNING {key}"
