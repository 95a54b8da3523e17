"""Which rows belong to an account, as the models say: by their own `account`, or by a row that they point to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

Quote = Callable[[str], str]


def every_model() -> Iterator[type[models.Model]]:
    """Every model with a table that `migrate` makes, those between two others included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def own_account(model: type[models.Model]) -> models.ForeignKey[Any, Any] | None:
    """The field by which a row itself says whose it is."""
    return next((field for field in _foreign_keys(model) if field.name == "account" and _is_account(field)), None)


def keys(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> list[Any]:
    """The foreign keys of `model` to rows that belong to an account."""
    seen |= {model}
    return [field for field in _foreign_keys(model) if not _is_account(field) and belongs(field.related_model, seen)]


def repeated(model: type[models.Model]) -> tuple[models.ForeignKey[Any, Any], Any] | None:
    """The field that repeats the account of what a key of `model` points to, as `user_account` does, and that key.

    Indexes and row policies read it instead of the other table; apps.common.account_keys keeps it true.
    """
    accounts = {field.name: field for field in _foreign_keys(model) if _is_account(field)}
    for key in keys(model):
        if f"{key.name}_account" in accounts:
            return accounts[f"{key.name}_account"], key
    return None


def belongs(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Whether rows of `model` belong to an account, by themselves or through others; `seen` ends a walk in a circle."""
    return own_account(model) is not None or (model not in seen and bool(keys(model, seen)))


def may_be_of_nobody(model: type[models.Model]) -> bool:
    """Whether `model` can have rows of no account."""
    own = own_account(model)
    return own.null if own is not None else all(field.null for field in keys(model))


def account_of_row(model: type[models.Model], row: str, quote: Quote) -> str:
    """The SQL for the account of `row`, a name of a row of `model`; NULL when it has none."""
    own = own_account(model)
    if own is not None:
        return f"{row}.{quote(own.column)}"
    found = [account_of_target(field, row, quote) for field in keys(model)]
    return f"coalesce({', '.join(found)})" if len(found) > 1 else found[0]


def account_of_target(field: Any, row: str, quote: Quote) -> str:
    """The SQL for the account of what `field` of `row` points to; NULL when that has none or is not there."""
    target, alias = field.related_model, f"{row.lower()}_"
    account = account_of_row(target, alias, quote)
    table, column = quote(target._meta.db_table), quote(field.target_field.column)
    key = f"{row}.{quote(field.column)}"
    return f"(SELECT {account} FROM {table} {alias} WHERE {alias}.{column} = {key})"  # noqa: S608 - names of the models


def columns_read(model: type[models.Model]) -> dict[str, set[str]]:
    """By table, what it takes to know the account of a row and of all that it points to."""
    own, said, found = own_account(model), repeated(model), keys(model)
    named = [*filter(None, [own, said and said[0]]), *found]
    read = {model._meta.db_table: {field.column for field in named}}
    for field in found:
        for table, columns in _columns_of_target(field, {model}).items():
            read.setdefault(table, set()).update(columns)
    return read


def _columns_of_target(field: Any, seen: set[type[models.Model]]) -> dict[str, set[str]]:
    target = field.related_model
    own = own_account(target)
    if own is not None:
        return {target._meta.db_table: {own.column, field.target_field.column}}
    return {} if target in seen else columns_read(target)


def _foreign_keys(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]


def _is_account(field: Any) -> bool:
    return bool(field.related_model._meta.label == "accounts.Account")
