"""The list: columns, search, filters, sorting, pages, bulk actions, export."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from apps.accounts.modules import REPORTS
from apps.accounts.services import note_export
from apps.common import counting
from apps.common.beginnings import begins
from apps.settings.access import account_of, caller_of
from apps.settings.panel import context, matching
from apps.settings.panel.bulk_views import BulkViews
from apps.settings.panel.changelist import PAGE, PanelChangeList
from apps.settings.panel.columns import Column
from apps.settings.panel.export import csv_response
from apps.settings.panel.filters import FilterForm
from apps.settings.panel.records import RecordFilter

EXPORT_CHUNK = 500


class ListAdmin(BulkViews):
    """Declarations and views of the list."""

    columns: ClassVar[tuple[Column, ...]] = ()
    default_sort: ClassVar[str] = ""
    counts_all: ClassVar[bool] = False
    """Whether `rows` are all that the account has of the model, whose number is kept (apps/common/counting.py)."""
    probes_length: ClassVar[bool] = False
    """Whether it may be long although no number is kept: it is when there is a row behind those that are paged."""
    search_whole: ClassVar[str] = ""
    search_key: ClassVar[str] = ""
    """For the search in a long list: a unique field, and a BeginningField."""
    suggests: ClassVar[dict[str, RecordFilter]] = {}
    """By the form's field, of what there can be so many that it is no select (apps/settings/panel/choices.py)."""
    filter_form_class: ClassVar[type[FilterForm] | None] = None
    list_per_page = 25
    list_select_related = False
    actions = None
    change_list_template = "settings/list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PanelChangeList]:
        return PanelChangeList

    def kept_total(self, request: HttpRequest) -> int | None:
        return counting.total(self.model, account_of(request), {}) if self.counts_all else None

    def searched(self, request: HttpRequest, rows: QuerySet[Any], words: str, *, is_long: bool) -> QuerySet[Any]:
        """The rows in which `words` stand: anywhere in `search_fields`, or what `search_long` finds in a long list."""
        if words and is_long:
            return self.search_long(request, rows, words.strip())
        rows, may_repeat = self.get_search_results(request, rows, words)
        return rows.distinct() if may_repeat else rows

    def search_long(self, request: HttpRequest, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """What an index finds of `words`: the row that has them as its `search_whole`, or else those that begin so."""
        # E-mail addresses are kept in small letters.
        is_it = {f"{self.search_whole}__in": {words, words.lower()}}
        whole = rows.filter(**is_it) if self.search_whole else rows.none()
        return whole if whole.exists() else self.in_order_of_key(rows.filter(begins(self.search_key, words)))

    def in_order_of_key(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows that are sorted by the name itself, by its key: the index that finds them has them in that order."""
        first = str(rows.query.order_by[0])
        sign, name = "-" if first.startswith("-") else "", first.removeprefix("-")
        return rows.order_by(f"{sign}{self.search_key}", f"{sign}pk") if f"{name}_key" == self.search_key else rows

    def filter_form_of(self, request: HttpRequest) -> FilterForm | None:
        if self.filter_form_class is None:
            return None
        form = self.filter_form_class(request.GET, request=request)
        form.suggest_at(self.url_of("suggest") if form.record_filters else "")
        return form

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        """The admin's own list with our template; POST is a bulk action."""
        if request.method == "POST":
            return self.bulk_view(request)
        response: Any = super().changelist_view(request, extra_context)
        response.context_data.update(self.list_context(request, response.context_data["cl"]))
        return response  # type: ignore[no-any-return]

    def list_context(self, request: HttpRequest, changelist: PanelChangeList) -> dict[str, Any]:
        """What settings/list.html needs; a section may add to it for a template of its own."""
        return {
            "page_title": self.label,
            "words": self.words,
            "icon": self.icon,
            "heads": list(context.heads(request, changelist)),
            "table": list(context.rows(request, changelist)),
            "bulk_actions": self.allowed_bulk_actions(request),
            "matching": matching.offer(changelist),
            "add_url": self.url_of("add") if self.has_add_permission(request) else "",
            "actions": self.list_actions(request),
            **context.toolbar(request, changelist),
            **context.pager(request, changelist),
        }

    def list_actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The entries of the list's ⋮ menu."""
        if not self.may(request, REPORTS):
            return []
        url = self.url_of("export") + context.with_parameters(request, **{PAGE: None})
        return [{"label": _("Export CSV"), "icon": "download", "url": url}]

    def suggest_view(self, request: HttpRequest) -> HttpResponseBase:
        """What can be meant by what stands in one filter, or in one field of the form, for the browser to offer."""
        if not request.GET:
            return HttpResponseRedirect(self.url_of("changelist"))
        return TemplateResponse(request, "parts/suggestions.html", {"suggestions": self.suggestions(request)})

    def suggestions(self, request: HttpRequest) -> list[tuple[str, str]]:
        """For the one field that the request names."""
        for name, field in self.suggests.items():
            if name in request.GET:
                return field.suggested(account_of(request), request.GET[name].replace("\0", ""))
        form = self.filter_form_of(request)
        return form.suggestions() if form else []

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is filtered, sorted and laid out now, all pages of it, as CSV."""
        if not self.may(request, REPORTS):
            raise PermissionDenied
        changelist: Any = self.get_changelist_instance(request)
        rows, name = changelist.queryset.iterator(chunk_size=EXPORT_CHUNK), self.slug or self.section.name
        caller = caller_of(request)
        note_export(account=caller.account, by=caller.actor, name=name, query=request.GET.urlencode())
        return csv_response(name, changelist.shown_columns, rows)
