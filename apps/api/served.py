"""Which columns a list can be asked for by without reading all of it: those that an index of its model leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet, Subquery, UniqueConstraint
from django.db.models.constants import LOOKUP_SEP

from apps.accounts.models import Account
from apps.api.columns import columns_on

if TYPE_CHECKING:
    from apps.api.filters import Filter

BY_INDEX = ("in", "gt", "gte", "lt", "lte")
Columns = tuple[str, ...]


@lru_cache(maxsize=256)
def in_order(model: type[Model], order: Columns) -> frozenset[str]:
    """The columns for each value of which an index has the account's rows ready, in `order`."""
    indexes = [*_indexes(model), *_of_keys(model)]
    indexed = {name for name, *rest in indexes if rest == [one for one in order if one.lstrip("-") != name]}
    return frozenset({*indexed, *once(model)})


@lru_cache(maxsize=256)
def found(model: type[Model]) -> frozenset[str]:
    """The columns for a value of which an index leads to the account's rows, in whatever order."""
    return frozenset({*(first for first, *rest in _indexes(model)), *once(model)})


@lru_cache(maxsize=256)
def once(model: type[Model]) -> frozenset[str]:
    """The columns in which the account has each value once."""
    own = {field.name for field in model._meta.concrete_fields if field.unique and not field.is_relation}
    rules = [rule.fields for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)]
    return frozenset({*own, *(fields[1] for fields in rules if len(fields) == 2 and fields[0] == "account")})


def _indexes(model: type[Model]) -> Iterator[Columns]:
    """The columns, with their direction, that come after the account in an index of all its rows."""
    for index in model._meta.indexes:
        account, *rest = index.fields_orders or [("", "")]
        if account[0] == "account" and rest and index.condition is None:
            yield _named(rest)


def _of_keys(model: type[Model]) -> Iterator[Columns]:
    """The columns of an index that begins with a key to another row of the account."""
    for index in model._meta.indexes:
        name = index.fields_orders[0][0] if index.fields_orders and index.condition is None else "account"
        if name != "account" and columns_on(name, model)[0].is_relation:
            yield _named(index.fields_orders)


def _named(columns: Sequence[tuple[str, str]]) -> Columns:
    return (columns[0][0], *(f"{direction and '-'}{name}" for name, direction in columns[1:]))


def order_of(rows: QuerySet[Any]) -> Columns:
    """The order of a list, in the words of an index."""
    asked = [str(name) for name in rows.query.order_by]
    return tuple(f"{'-' * one.startswith('-')}{columns_on(one.lstrip('-'), rows.model)[0].name}" for one in asked)


def base_of(path: str, model: type[Model]) -> str:
    """The model's own column that `path` is about, as far as an index can serve it; "" for anything else."""
    name, _, lookup = path.partition(LOOKUP_SEP)
    column = columns_on(name, model)
    return column[0].name if column and (not lookup or lookup in BY_INDEX) else ""


def served(one: Filter, model: type[Model], but: frozenset[str] = frozenset()) -> bool:
    """Whether an index leads to the rows that a filter asks for; none of the columns `but` does."""
    path = one.sought.by if one.sought is not None else one.path  # type: ignore[union-attr]
    return base_of(path.partition(LOOKUP_SEP)[0], model) not in but and _leads(path, model)


def _leads(path: str, model: type[Model]) -> bool:
    name, rest, other = across(path, model)
    return _leads(rest, other) if other else bool(name) and base_of(path, model) in found(model)


def across(path: str, model: type[Model]) -> tuple[str, str, type[Model] | None]:
    """The first key of `path`, the rest of it, and the model there, where that is one of the account's rows."""
    name, _, rest = path.partition(LOOKUP_SEP)
    way = columns_on(f"{name}{LOOKUP_SEP}{rest.partition(LOOKUP_SEP)[0]}", model) if rest else []
    other: Any = way[0].related_model if way and way[0].many_to_one else None
    is_owned = other and any(field.name == "account" for field in other._meta.concrete_fields)
    return name, rest, other if is_owned else None


def direct(values: Mapping[str, Any], model: type[Model], account: Account) -> dict[str, Any]:
    """`values`, with the key of another row in place of what that row alone has: an index serves it, and no join."""
    return {name: value for path, given in values.items() for name, value in _direct(path, given, model, account)}


def _direct(path: str, value: Any, model: type[Model], account: Account) -> Iterator[tuple[str, Any]]:
    name, rest, other = across(path, model)
    is_one = other is not None and rest in once(other)
    yield (name, Subquery(_keys(other, account, {rest: value})[:1])) if is_one else (path, value)


def by_others(path: str, value: Any, model: type[Model], account: Account) -> tuple[str, QuerySet[Any]] | None:
    """The key in `path`, and the rows that it may lead to, where an index finds those; else None."""
    name, rest, other = across(path, model)
    if other is None:
        return None
    ((inner, given),) = direct({rest: value}, other, account).items()
    return (name, _keys(other, account, {inner: given})) if base_of(inner, other) in found(other) else None


def _keys(model: Any, account: Account, values: Mapping[str, Any]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(account=account, **as_indexed(values)).order_by().values("pk")
    return rows


def as_indexed(values: Mapping[str, Any]) -> dict[str, Any]:
    """As a list of one: the column itself, which Django writes for true, is nothing that SQLite finds in an index."""
    return {
        f"{path}{LOOKUP_SEP}in" if isinstance(value, bool) and LOOKUP_SEP not in path else path:
        [value] if isinstance(value, bool) and LOOKUP_SEP not in path else value
        for path, value in values.items()
    }  # fmt: skip
