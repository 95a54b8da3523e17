"""Lists into which a CSV file can be brought, by whoever may both add and edit."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from apps.accounts.modules import ADD, EDIT
from apps.settings.access import require
from apps.settings.panel.record import PanelAdmin


class ImportableAdmin(PanelAdmin):
    """Declare besides `bring_in(request)`: it asks for the file, and answers with what came of it."""

    @abstractmethod
    def bring_in(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever calls it has asked for the permission."""

    def get_urls(self) -> list[URLPattern]:
        return [path("import/", self.wrap(self.import_view), name=self.name_of("import")), *super().get_urls()]

    def list_actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        actions = super().list_actions(request)
        if not (self.may(request, ADD) and self.may(request, EDIT)):
            return actions
        return [*actions, {"label": _("Import CSV"), "icon": "upload", "url": self.url_of("import")}]

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        """All of a file is brought in, or nothing."""
        for action in (ADD, EDIT):
            require(request, self.module or self.section.name, action)
        return self.bring_in(request)
