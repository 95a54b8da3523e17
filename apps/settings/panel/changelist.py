"""The admin's ChangeList with its whole state in the URL by name: q, sort, page, columns, and the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.settings.panel.columns import Column
    from apps.settings.panel.listing import ListAdmin

SORT, PAGE, COLUMNS = "sort", "page", "columns"


class SearchForm(forms.Form):
    q = forms.CharField(required=False, max_length=200)


class PanelChangeList(ChangeList):
    """No parameter of the URL is a look-up of its own: only declared filters, columns and sorts mean something."""

    model_admin: ListAdmin
    search_form_class = SearchForm

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        return {}

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.root_queryset
        self.filter_form = self.model_admin.filter_form_of(request)
        if self.filter_form:
            rows = self.filter_form.narrow(rows)
        rows = rows.order_by(*self.get_ordering(request, rows))
        rows, may_repeat = self.model_admin.get_search_results(request, rows, self.query)
        return rows.distinct() if may_repeat else rows

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        self.sort = request.GET.get(SORT, "")
        if self._sort_field() is None:
            self.sort = self.model_admin.default_sort
        field, sign = self._sort_field(), "-" if self.sort.startswith("-") else ""
        ordering = [f"{sign}{field}"] if field else self.model_admin.opts.ordering
        return list(self._get_deterministic_ordering(ordering))  # type: ignore[attr-defined]

    def _sort_field(self) -> str | None:
        sorts = {column.name: column.sort for column in self.model_admin.columns if column.sort}
        return sorts.get(self.sort.removeprefix("-"))

    def get_results(self, request: HttpRequest) -> None:
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.page = self.paginator.get_page(request.GET.get(PAGE))
        self.result_count, self.result_list = self.paginator.count, list(self.page.object_list)

    @property
    def shown_columns(self) -> list[Column]:
        return [column for column in self.model_admin.columns if self.is_shown(column)]

    def is_shown(self, column: Column) -> bool:
        if not column.is_hideable:
            return True
        if COLUMNS in self.params:
            return column.name in self.filter_params[COLUMNS]
        return not column.is_hidden

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter may hide rows."""
        return bool(self.query or (self.filter_form and self.filter_form.count))
