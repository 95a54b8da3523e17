"""Which columns of the models a path such as parent__code goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

if TYPE_CHECKING:
    from django.db import models

    Columns = models.Field[Any, Any]


def columns_on(path: str, model: type[Model] | None) -> list[Columns]:
    """The columns along `path`; none when it leaves the models."""
    found: list[Any] = []
    for name in path.split("__"):
        try:
            column: Any = model and model._meta.get_field(_real_name(name, model))
        except FieldDoesNotExist:
            return []
        if column is None:
            return []
        found.append(column)
        model = column.related_model
    return found


def _real_name(name: str, model: type[Model]) -> str:
    return model._meta.pk.name if name == "pk" else name
