"""What a list is asked for, and how far it looks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from apps.api import paging, periods
from apps.api.door import Door
from apps.api.fields import AnyField, Field
from apps.api.filters import Filter, asked_for, by_name
from apps.api.reach import Reach
from apps.api.served import direct, found, in_order, order_of, served
from apps.common import counting


class SearchedViewSet(Door):
    """A list of the rows of `model`, by its filters and in a period (see RowsViewSet)."""

    model: ClassVar[type[Model]]
    fields: ClassVar[tuple[AnyField, ...]]
    filters: ClassVar[tuple[Field, ...]] = ()
    dates: ClassVar[dict[str, str]] = {}
    lists_all: ClassVar[bool] = False
    """Whether the list, unless it is filtered, is of every row of `model` that the account has (see `kept_total`)."""

    led_to: ClassVar[tuple[str, ...]] = ()
    """Filters that `columns` makes something of which an index serves."""
    not_ready: ClassVar[frozenset[str]] = frozenset()
    """Columns of which an index has, besides those of the list, many other rows."""

    def reach(self, given: Mapping[str, str]) -> Reach:
        """How what is asked for is found. Raises InvalidFields."""
        asked = asked_for(self.filters_by_name, given, self.account, self.model)
        rows, values = self.rows(), self.columns(asked.values)
        return Reach(
            account=self.account,
            every=rows,
            values=direct(values, self.model, self.account),
            ready=in_order(self.model, order_of(rows)) - self.not_ready,
            leads=found(self.model) - self.not_ready,
            kept=self.kept_total,
            conditions=tuple(asked.conditions),
            period=self.window(given),
            names=(*asked.names, *(name for name in periods.PARAMETERS[:2] if self.dates and name in given)),
            better=lambda: self.better,
        )

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.for_api(self.account)  # type: ignore[attr-defined]
        return rows

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        """What the columns of a row are where it is asked for `values`: a resource may know a better way to find it."""
        return values

    @property
    def parameters(self) -> set[str]:
        """What GET of the list takes."""
        return {*paging.PARAMETERS, *self.filters_by_name, *(periods.PARAMETERS if self.dates else ())}

    def kept_total(self, values: dict[str, Any]) -> int | None:
        """How many rows have `values`, where that is kept (apps/common/counting.py)."""
        return counting.total(self.model, self.account, values) if self.lists_all and not self.detail else None

    def window(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The period that is asked for, under the model's names."""
        return periods.read(given, self.dates) if self.dates else {}

    @property
    def better(self) -> tuple[str, ...]:
        """The filters by which rows are found at once, in whatever list."""
        named = self.filters_by_name.items()
        return tuple(name for name, one in named if name in self.led_to or served(one, self.model, self.not_ready))

    @cached_property
    def filters_by_name(self) -> dict[str, Filter]:
        return by_name(self.fields, self.filters)
