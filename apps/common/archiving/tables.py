"""Which tables and fields of an account an archive of it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from apps.common import belonging
from apps.common.files.rows import FileRow

_tables: dict[type[models.Model], str | Promise] = {}
_fields: dict[type[models.Model], dict[str, str | Promise]] = {}


def leave_out(model: type[models.Model], *names: str, reason: str | Promise) -> None:
    """Have the fields `names` of `model`, or without names the whole table, left out of every archive."""
    if not names:
        _tables[model] = reason
    for name in names:
        model._meta.get_field(name)
        _fields.setdefault(model, {})[name] = reason


@dataclass(frozen=True)
class Table:
    """One table of the archive."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        """ "accounts.user", also the name of its file."""
        return self.model._meta.label_lower

    @property
    def left_out(self) -> dict[str, str]:
        """The names of fields that it lacks, each with the reason."""
        return {name: str(reason) for name, reason in _fields.get(self.model, {}).items()}

    @property
    def columns(self) -> list[str]:
        """What a row of it has, each under the name of its column; of a key to another row, "item_id"."""
        left_out = _fields.get(self.model, {})
        found = [field for field in self.model._meta.concrete_fields if field.name not in left_out]
        return [field.attname for field in found if not (isinstance(field, models.BinaryField) or _is_place(field))]

    @property
    def bytes_fields(self) -> list[str]:
        """Fields that hold bytes: each is a file of its own in the archive."""
        left_out = _fields.get(self.model, {})
        found = [field.name for field in self.model._meta.concrete_fields if isinstance(field, models.BinaryField)]
        return [name for name in found if name not in left_out]

    def rows(self, account_id: int) -> QuerySet[Any]:
        """Those of the account, in no order: they are read as they lie there."""
        rows: QuerySet[Any] = self.model._base_manager.order_by()
        return rows.filter(of_account(self.model, account_id))


def _is_place(field: Any) -> bool:
    """Whether it says where a file lies on the server; the file itself is in the archive."""
    return field.name == "stored_as" and issubclass(field.model, FileRow)


def tables() -> list[Table]:
    """The account's own row first, then by name."""
    found = [model for model in belonging.every_model() if belonging.belongs(model) and model not in _tables]
    own = [Table(account_model())]
    return own + sorted((Table(model) for model in found if model is not account_model()), key=lambda one: one.name)


def left_out_tables() -> dict[str, str]:
    """By name the reason why a table of accounts' data is in no archive."""
    return {model._meta.label_lower: str(reason) for model, reason in _tables.items()}


def account_model() -> type[models.Model]:
    return apps.get_model("accounts", "Account")


def of_account(model: type[models.Model], account_id: int) -> Q:
    """The condition for rows of `model` that belong to the account, by themselves or through others."""
    if model is account_model():
        return Q(pk=account_id)
    condition = Q(pk__in=())
    for path in paths(model):
        condition |= Q(**{path: account_id})
    return condition


def paths(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> list[str]:
    """The ways from a row of `model` to its account. One is enough that every row has."""
    if belonging.own_account(model) is not None:
        return ["account"]
    seen |= {model}
    found = [field for field in belonging.keys(model) if field.related_model not in seen]
    certain = [field for field in found if not field.null and not belonging.may_be_of_nobody(field.related_model)]
    return [f"{field.name}__{path}" for field in certain[:1] or found for path in paths(field.related_model, seen)]
