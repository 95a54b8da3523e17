"""The list of modules as settings/modules/list.html shows it: searched, narrowed to those that are on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.accounts.models import Account
from apps.accounts.modules import REPORTS
from apps.settings.access import may
from apps.settings.navigation import Text
from apps.settings.sections.modules.rows import COLUMNS, OFF, ON, Row, rows_of
from apps.settings.sections.modules.section import SECTION

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_SEARCH = 200


def shown_rows(request: HttpRequest, account: Account) -> list[Row]:
    return rows_of(account, search=_search(request), state=request.GET.get("status", ""))


def list_context(request: HttpRequest, account: Account) -> dict[str, Any]:
    rows, search, state = shown_rows(request, account), _search(request), request.GET.get("status", "")
    every = rows if not (search or state) else rows_of(account)
    return {
        "table": [(row, reverse("settings:modules_module", args=[row.module.name])) for row in rows],
        "columns_of_table": COLUMNS,
        "shown": len(rows),
        "total": len(every),
        "search": True,
        "search_value": search,
        "search_label": _("Search by name or description"),
        "kept": [("status", state)] if state else [],
        "filters": [{"title": _("Status"), "choices": list(_choices(request, state))}],
        "filter_count": 1 if state else 0,
        "clear_url": request.path if search or state else "",
        "actions": _actions(request),
    }


def _search(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def _choices(request: HttpRequest, state: str) -> list[dict[str, Any]]:
    words: list[tuple[str, Text]] = [("", _("All")), (ON, pgettext("module", "On")), (OFF, pgettext("module", "Off"))]
    return [{"label": label, "url": _with(request, status=name), "is_current": name == state} for name, label in words]


def _actions(request: HttpRequest) -> list[dict[str, Any]]:
    if not may(request, SECTION.name, REPORTS):
        return []
    return [{"label": _("Export CSV"), "icon": "download", "url": _with(request, of="settings:modules_export")}]


def _with(request: HttpRequest, of: str = "settings:modules_list", **changed: str) -> str:
    """The address of the list or of its export with the same search, but for `changed`."""
    named = {"q": _search(request), "status": request.GET.get("status", "")} | changed
    query = urlencode({name: value for name, value in named.items() if value})
    return f"{reverse(of)}?{query}" if query else reverse(of)
