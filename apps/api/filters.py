"""What a list is asked for by the names of its fields: rows that show exactly this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Union

from django.db.models import DecimalField, Model, Q
from django.utils.translation import gettext as _

from apps.api.columns import columns_on
from apps.api.kinds import Date, value_of
from apps.api.periods import whole_day
from apps.api.problems import InvalidFields

if TYPE_CHECKING:
    from apps.accounts.models import Account
    from apps.api.fields import AnyField, Computed, Field, Kind

Filter = Union["Field", "Computed"]
NOTHING = Q(pk__in=())
Condition = Q | dict[str, Any]


@dataclass(frozen=True)
class Sought:
    """How rows are found by what is made for a field, and stands in no column: read as `kind`, it is a `condition`.

    A dict of columns and their values is as good as a Q, and its total may be kept. `by` is the column by which most
    are found, for the documentation; "" where there is none.
    """

    kind: Kind
    condition: Callable[[Account, Any], Condition]
    by: str = ""


@dataclass
class Asked:
    """What the rows must be: `values` are those of columns; `conditions` are everything else. `names` asked for it."""

    values: dict[str, Any] = field(default_factory=dict)
    conditions: list[Q] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, name: str, condition: Condition) -> None:
        """Two names may mean one thing. Raises InvalidFields where they are given different values."""
        self.names.append(name)
        columns = columns_of(condition) if isinstance(condition, Q) else condition
        if columns is None:
            self.conditions.append(condition)  # type: ignore[arg-type]
            return
        for path, value in columns.items():
            if self.values.setdefault(path, value) != value:
                raise InvalidFields({name: _("This parameter is given twice.")})


def columns_of(condition: Q) -> dict[str, Any] | None:
    """The columns and values of a condition that is no more than that; None for any other."""
    is_plain = not condition.negated and (condition.connector == Q.AND or len(condition.children) == 1)
    pairs = [child for child in condition.children if isinstance(child, tuple)]
    return dict(pairs) if is_plain and len(dict(pairs)) == len(condition.children) else None


def by_name(fields: Iterable[AnyField], more: Iterable[Field]) -> dict[str, Filter]:
    """The fields that are filters, by their names; one of `more` comes before a field of the same name."""
    own = {field.name: field for field in fields if field.can_filter}
    return own | {field.name: field for field in more}  # type: ignore[return-value]


def asked_for(filters: Mapping[str, Filter], given: Mapping[str, str], account: Account, model: type[Model]) -> Asked:
    """What the parameters `given` ask. Raises InvalidFields."""
    asked = Asked()
    for name, one in filters.items():
        if name in given:
            asked.add(name, _condition(one, given[name], account, model))
    return asked


def _condition(one: Filter, given: str, account: Account, model: type[Model]) -> Condition:
    sought = one.sought
    if sought is not None:
        return sought.condition(account, value_of(one.name, sought.kind, given))
    path = one.path  # type: ignore[union-attr]
    value = value_of(one.name, one.kind, given)  # type: ignore[arg-type]
    if isinstance(one.kind, Date):
        return whole_day(path, given, value) or {path: value}
    return NOTHING if isinstance(value, Decimal) and not _fits(value, path, model) else {path: value}


def _fits(value: Decimal, path: str, model: type[Model]) -> bool:
    """Whether the column can hold this number: the database would round it, or refuse it."""
    column = next(iter(columns_on(path, model)[-1:]), None)
    if not isinstance(column, DecimalField):
        return False
    _sign, digits, exponent = value.normalize().as_tuple()
    places = -int(exponent)
    return places <= column.decimal_places and len(digits) - places <= column.max_digits - column.decimal_places


def kind_of(one: Filter) -> Kind:
    """What a filter is read as."""
    return one.sought.kind if one.sought is not None else one.kind  # type: ignore[return-value]
