"""A list of what the code knows, such as modules or catalogs: so few rows that no query has to narrow them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.accounts.modules import REPORTS
from apps.accounts.services import note_export
from apps.settings.access import account_of, actor_of, may, require
from apps.settings.navigation import Text
from apps.settings.panel.columns import Column
from apps.settings.panel.export import csv_response

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

LONGEST_SEARCH = 200


@dataclass(frozen=True)
class FixedList:
    """`list_name` and `export_name` are its addresses; whoever exports it needs Reports in `module`.

    It is narrowed by a search and by `states` (name and label), under the title `narrowed_by`.
    """

    list_name: str
    export_name: str
    module: str
    search_label: Text
    narrowed_by: Text
    states: tuple[tuple[str, Text], ...]

    def asked(self, request: HttpRequest) -> dict[str, str]:
        """What it is narrowed to: `search` and `state`, each "" for everything."""
        search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
        return {"search": search, "state": request.GET.get("status", "")}

    def context(self, request: HttpRequest, *, shown: int, total: int) -> dict[str, Any]:
        """What parts/toolbar.html and the foot of the list take."""
        asked = self.asked(request)
        return {
            "shown": shown,
            "total": total,
            "search": True,
            "search_value": asked["search"],
            "search_label": self.search_label,
            "kept": [("status", asked["state"])] if asked["state"] else [],
            "filters": [{"title": self.narrowed_by, "choices": self._choices(request)}],
            "filter_count": 1 if asked["state"] else 0,
            "clear_url": request.path if any(asked.values()) else "",
            "actions": self._actions(request),
        }

    def exported(self, request: HttpRequest, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponseBase:
        """`rows`, which are those that the list is narrowed to now, as CSV; on the record. Raises PermissionDenied."""
        require(request, self.module, REPORTS)
        query = request.GET.urlencode()
        note_export(account=account_of(request), by=actor_of(request), name=self.module, query=query)
        return csv_response(self.module, list(columns), rows)

    def _choices(self, request: HttpRequest) -> list[dict[str, Any]]:
        state = self.asked(request)["state"]
        words: list[tuple[str, Text]] = [("", _("All")), *self.states]
        return [
            {"label": label, "url": self._with(request, self.list_name, status=name), "is_current": name == state}
            for name, label in words
        ]

    def _actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        if not may(request, self.module, REPORTS):
            return []
        return [{"label": _("Export CSV"), "icon": "download", "url": self._with(request, self.export_name)}]

    def _with(self, request: HttpRequest, name: str, **changed: str) -> str:
        """The address `name` with the same search, but for `changed`."""
        asked = self.asked(request)
        named = {"q": asked["search"], "status": asked["state"]} | changed
        query = urlencode({key: value for key, value in named.items() if value})
        return f"{reverse(name)}?{query}" if query else reverse(name)
