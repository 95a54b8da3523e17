"""The bulk actions of a list: with the rows that were ticked, or with all that match."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.settings.access import has_stepped_up, step_up
from apps.settings.panel import context, matching
from apps.settings.panel.base import SectionAdmin
from apps.settings.panel.bulk import AT_ONCE, CONFIRMED, MARK, MATCHING, SELECTED, BulkAction, changed_words, mark_of
from apps.settings.panel.changelist import PAGE

KEY = re.compile("[0-9]{1,18}")
"""What can be a primary key; more digits do not fit into any database's integer."""
NAMED = 10
"""So many of all that match are named in a question."""


class BulkViews(SectionAdmin):
    bulk_actions: ClassVar[tuple[BulkAction, ...]] = ()
    bulk_at_most: ClassVar[int] = AT_ONCE
    """Fewer where each row is done by itself."""
    bulk_steps_up: ClassVar[bool] = False
    """Whether every action needs the password again; one with a page of its own can ask for it there."""

    def allowed_bulk_actions(self, request: HttpRequest) -> list[BulkAction]:
        return [action for action in self.bulk_actions if self.may(request, action.action)]

    def bulk_view(self, request: HttpRequest) -> HttpResponseBase:
        """POST of a list: the button's `action` with the `selected` rows, or with all that are `matching`."""
        if self.bulk_steps_up and not has_stepped_up(request):
            return step_up(request)
        action = self._bulk_action(request)
        rows = self.selected_rows(request, request.POST)
        if rows and action.page:
            return HttpResponseRedirect(f"{self.url_of(action.page)}{_selection(request, rows)}")
        if rows and self._is_unanswered(request, action, rows):
            return self._ask_bulk(request, action, rows)
        if rows:
            messages.success(request, str(getattr(self, f"bulk_{action.name}")(request, rows)))
        else:
            messages.warning(request, _("Nothing was selected, so nothing was changed."))
        return HttpResponseRedirect(request.get_full_path())

    def _bulk_action(self, request: HttpRequest) -> BulkAction:
        action = next((one for one in self.bulk_actions if one.name == request.POST.get("action")), None)
        if action is None:
            raise Http404
        if not self.may(request, action.action):
            raise PermissionDenied
        return action

    def selected_rows(self, request: HttpRequest, data: QueryDict) -> list[Any]:
        """The rows of this account that `data` names."""
        if MATCHING in data:
            return self.matching_rows(request)
        keys = [key for key in data.getlist(SELECTED) if KEY.fullmatch(key)]
        return list(self.get_queryset(request).filter(pk__in=keys))

    def matching_rows(self, request: HttpRequest) -> list[Any]:
        """What the list at this URL shows on all its pages, in its order, as many as are done at once."""
        changelist: Any = self.get_changelist_instance(request)
        return list(changelist.queryset[: self.bulk_at_most])

    def _is_unanswered(self, request: HttpRequest, action: BulkAction, rows: list[Any]) -> bool:
        """What nobody has seen as a whole is always asked about."""
        if MATCHING in request.POST:
            return request.POST.get(MARK) != mark_of(rows)
        return bool(action.confirm) and CONFIRMED not in request.POST

    def mark(self, request: HttpRequest, rows: list[Any]) -> str:
        """For a page that an action leads to: `mark_of` the rows when they are all that match; "" for ticked ones."""
        return mark_of(rows) if MATCHING in request.GET else ""

    def told_of(self, request: HttpRequest) -> list[str]:
        """In sentences which rows these are, when they are all that match."""
        if MATCHING not in {*request.GET, *request.POST}:
            return []
        changelist: Any = self.get_changelist_instance(request)
        return matching.told(changelist, self.bulk_at_most)

    def _ask_bulk(self, request: HttpRequest, action: BulkAction, rows: list[Any]) -> HttpResponseBase:
        """What JavaScript asks in a dialog, as a page; of all that match always as a page."""
        are_matching = MATCHING in request.POST
        asked = {
            "page_title": action.label,
            "action": action,
            "rows": rows,
            "named": rows[:NAMED] if are_matching else rows,
            "consequences": self.told_of(request),
            "mark": mark_of(rows) if are_matching else "",
            "changed": changed_words() if MARK in request.POST else "",
            "list_url": request.get_full_path(),
        }
        return TemplateResponse(request, "settings/bulk_confirm.html", asked, status=422 if asked["changed"] else 200)


def _selection(request: HttpRequest, rows: list[Any]) -> str:
    """The selection as the query string of a page."""
    if MATCHING in request.POST:
        return context.with_parameters(request, **{MATCHING: "1", PAGE: None})
    return f"?{urlencode([(SELECTED, row.pk) for row in rows])}"
