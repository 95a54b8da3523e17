"""The list: columns, search, filters, sorting, pages, bulk actions, export."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.accounts.modules import REPORTS
from apps.accounts.services import note_export
from apps.common import counting
from apps.common.beginnings import begins
from apps.settings.access import account_of, caller_of
from apps.settings.panel import context
from apps.settings.panel.base import SectionAdmin
from apps.settings.panel.bulk import CONFIRMED, SELECTED, BulkAction
from apps.settings.panel.changelist import PAGE, PanelChangeList
from apps.settings.panel.columns import Column
from apps.settings.panel.export import csv_response
from apps.settings.panel.filters import FilterForm

EXPORT_CHUNK = 500
KEY = re.compile("[0-9]{1,18}")
"""What can be a primary key; more digits do not fit into any database's integer."""


def selection(rows: list[Any]) -> str:
    """The selected rows as the query string of a page."""
    return urlencode([(SELECTED, row.pk) for row in rows])


class ListAdmin(SectionAdmin):
    """Declarations and views of the list."""

    columns: ClassVar[tuple[Column, ...]] = ()
    default_sort: ClassVar[str] = ""
    counts_all: ClassVar[bool] = False
    """Whether `rows` are all that the account has of the model, whose number is kept (apps/common/counting.py)."""
    search_whole: ClassVar[str] = ""
    search_key: ClassVar[str] = ""
    """For the search in a long list: a unique field, and a BeginningField."""
    filter_form_class: ClassVar[type[FilterForm] | None] = None
    bulk_actions: ClassVar[tuple[BulkAction, ...]] = ()
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
        whole = rows.filter(**{self.search_whole: words}) if self.search_whole else rows.none()
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

    def allowed_bulk_actions(self, request: HttpRequest) -> list[BulkAction]:
        return [action for action in self.bulk_actions if self.may(request, action.action)]

    def bulk_view(self, request: HttpRequest) -> HttpResponseBase:
        """POST of a list: the button's `action` with the `selected` rows."""
        action = self._bulk_action(request)
        rows = self.selected_rows(request, request.POST)
        if rows and action.confirm and CONFIRMED not in request.POST:
            return self.ask_bulk(request, action, rows)
        if rows and action.page:
            return HttpResponseRedirect(f"{self.url_of(action.page)}?{selection(rows)}")
        if rows:
            messages.success(request, str(getattr(self, f"bulk_{action.name}")(request, rows)))
        else:
            messages.warning(request, _("Nothing was selected, so nothing was changed."))
        return HttpResponseRedirect(request.get_full_path())

    def ask_bulk(self, request: HttpRequest, action: BulkAction, rows: list[Any]) -> HttpResponseBase:
        """What JavaScript asks in a dialog, as a page."""
        context = {"page_title": action.label, "action": action, "rows": rows, "list_url": request.get_full_path()}
        return TemplateResponse(request, "settings/bulk_confirm.html", context)

    def suggest_view(self, request: HttpRequest) -> HttpResponseBase:
        """What can be meant by what stands in one filter, for the browser to offer."""
        form = self.filter_form_of(request)
        if form is None or not request.GET:
            return HttpResponseRedirect(self.url_of("changelist"))
        return TemplateResponse(request, "parts/suggestions.html", {"suggestions": form.suggestions()})

    def _bulk_action(self, request: HttpRequest) -> BulkAction:
        action = next((one for one in self.bulk_actions if one.name == request.POST.get("action")), None)
        if action is None:
            raise Http404
        if not self.may(request, action.action):
            raise PermissionDenied
        return action

    def selected_rows(self, request: HttpRequest, data: QueryDict) -> list[Any]:
        """The rows of this account that `data` names."""
        keys = [key for key in data.getlist(SELECTED) if KEY.fullmatch(key)]
        return list(self.get_queryset(request).filter(pk__in=keys))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is filtered, sorted and laid out now, all pages of it, as CSV."""
        if not self.may(request, REPORTS):
            raise PermissionDenied
        changelist: Any = self.get_changelist_instance(request)
        rows, name = changelist.queryset.iterator(chunk_size=EXPORT_CHUNK), self.slug or self.section.name
        caller = caller_of(request)
        note_export(account=caller.account, by=caller.actor, name=name, query=request.GET.urlencode())
        return csv_response(name, changelist.shown_columns, rows)
