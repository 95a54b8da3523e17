"""Deleting records: one in its panel, or many of the list at once. Either takes the password again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts.modules import DELETE
from apps.settings.access import require, stepped_up
from apps.settings.navigation import Text
from apps.settings.panel.bulk import BulkAction
from apps.settings.panel.record import PanelAdmin


def bulk_delete(consequences: Text) -> BulkAction:
    """For `bulk_actions`; `consequences` are asked about first, and are those of `Words.remove` too."""
    return BulkAction(
        "delete", gettext_lazy("Delete"), icon="trash-2", action=DELETE, confirm=consequences, is_danger=True
    )


class RemovableAdmin(PanelAdmin):
    """Declare besides `remove(request, rows)`, which calls the service, `removed_words(count)`, `Words.remove` (what it
    means), and `bulk_delete(…)` among the `bulk_actions`.
    """

    bulk_steps_up = True
    panel_template = "settings/removable_panel.html"

    def remove(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """Calls the service that deletes `rows`."""

    def removed_words(self, count: int) -> str:
        """ "2 taxes are deleted."."""
        return ""

    def get_urls(self) -> list[URLPattern]:
        remove = self.wrap(require_POST(self.remove_view))
        return [*super().get_urls(), path("<int:object_id>/delete/", remove, name=self.name_of("delete"))]

    def panel_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        may_delete = row is not None and self.has_delete_permission(request, row)
        return {"row": row, "words": self.words, "delete_url": self.url_of("delete", row.pk) if may_delete else ""}

    def bulk_delete(self, request: HttpRequest, rows: list[Any]) -> str:
        self.remove(request, rows)
        return self.removed_words(len(rows))

    @stepped_up
    def remove_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        require(request, self.module or self.section.name, DELETE)
        self.remove(request, [self.find(request, object_id)])
        return self.done(request, self.removed_words(1))
