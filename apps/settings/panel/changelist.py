"""The admin's ChangeList with its whole state in the URL by name: q, sort, page, columns, and the filters."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet

from apps.settings.panel.bounds import PAGED, SCANNED, BoundedPaginator

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
        self.kept = self.model_admin.kept_total(request)
        self.filter_form = self.model_admin.filter_form_of(request)
        if self.filter_form:
            rows = self.filter_form.narrow(rows)
        self.filtered = rows.order_by(*self.get_ordering(request, rows))
        return self.model_admin.searched(request, self.filtered, self.query, is_long=self.is_long)

    @cached_property
    def is_long(self) -> bool:
        if self.model_admin.probes_length:
            return self.root_queryset[PAGED : PAGED + 1].exists()
        return self.kept is not None and self.kept > SCANNED

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        self.sort = request.GET.get(SORT, "")
        if self._sort_column() is None:
            self.sort = self.model_admin.default_sort
        column, sign = self._sort_column(), "-" if self.sort.startswith("-") else ""
        if column is None:
            return list(self._get_deterministic_ordering(self.model_admin.opts.ordering or ()))  # type: ignore[attr-defined]
        return [f"{sign}{field}" for field in (column.sort, column.tie) if field]

    def _sort_column(self) -> Column | None:
        name = self.sort.removeprefix("-")
        return next((one for one in self.model_admin.columns if one.name == name and self.can_sort(one)), None)

    def can_sort(self, column: Column) -> bool:
        return bool(column.sort) and (column.scales or not self.is_long)

    def get_results(self, request: HttpRequest) -> None:
        kept = None if self.is_narrowed else self.kept
        self.paginator = BoundedPaginator(self.queryset, self.list_per_page, kept)
        if self.model_admin.probes_length and self.is_long and not self.is_narrowed:
            self.paginator.count = PAGED + 1
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
