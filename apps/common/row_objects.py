"""Rows that become objects of a model, with their relations, without asking every field of the model about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators


class Plainly:
    """Stands for a model where rows become objects: what it makes has the columns that were read, and asks nobody.

    A model's own way looks at every field that it has and tells whoever listens; here nobody does.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model

    def from_db(self, alias: str, names: Sequence[str], values: Iterable[Any]) -> Any:
        made = self.model.__new__(self.model)
        made._state = state = ModelState()
        state.db, state.adding = alias, False
        made.__dict__.update(zip(names, values, strict=True))
        return made


def _made_plainly(relations: Iterable[Any]) -> None:
    for relation in relations:
        relation.model_cls = Plainly(relation.model_cls)
        _made_plainly(relation.related_populators)


def reader(compiler: Any) -> Callable[[Any], Any]:
    """What makes a row into an object with its relations, as a query set does for each row."""
    select, info, alias = compiler.select, compiler.klass_info, compiler.using
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    make, names = Plainly(info["model"]).from_db, [column.target.attname for column, _, _ in select[start:end]]
    relations = get_related_populators(info, select, alias)  # type: ignore[call-arg] # the stubs are of a later Django
    _made_plainly(relations)
    converters = compiler.get_converters([column for column, _, _ in select]).items()
    converters = [(at, each, column) for at, (each, column) in converters]

    def read(row: Any) -> Any:
        values = list(row)
        for at, each, column in converters:
            for convert in each:
                values[at] = convert(values[at], column, connection)
        found = make(alias, names, values[start:end])
        for relation in relations:
            relation.populate(values, found)
        return found

    return read
