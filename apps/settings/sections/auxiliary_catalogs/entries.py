"""The entries of the catalogs: a list, usually narrowed to one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from apps.accounts.models import Account
from apps.accounts.modules import ADD, DELETE, EDIT
from apps.common.codes import CodeTaken
from apps.company import catalogs
from apps.company.catalogs import Kind
from apps.company.catalogs.overview import overview
from apps.company.models import CatalogEntry
from apps.company.services.catalogs import create_entry, delete_entries, delete_entry, set_active, update_entry
from apps.settings.access import account_of, actor_of, has_stepped_up, require, step_up, stepped_up
from apps.settings.panel import PanelAdmin, reasons
from apps.settings.panel.changelist import PanelChangeList
from apps.settings.sections.auxiliary_catalogs.entry_columns import BULK_ACTIONS, COLUMNS, NAMES, WORDS
from apps.settings.sections.auxiliary_catalogs.entry_forms import EntryFilters, EntryForm
from apps.settings.sections.auxiliary_catalogs.rows import entries_url, state_of
from apps.settings.sections.auxiliary_catalogs.section import SECTION
from apps.settings.templatetags.numbers import number


class EntryAdmin(PanelAdmin):
    section = SECTION
    slug, label, icon = "entries", gettext_lazy("Entries"), "list-checks"
    words, columns, bulk_actions = WORDS, COLUMNS, BULK_ACTIONS
    search_fields = ("code", *NAMES)
    filter_form_class = EntryFilters
    form, fields = EntryForm, ("catalog_name", "code", *NAMES, "order", "is_active")
    panel_template = "settings/auxiliary_catalogs/entry_panel.html"
    change_list_template = "settings/auxiliary_catalogs/entries.html"

    def get_urls(self) -> list[URLPattern]:
        remove = self.wrap(require_POST(self.remove_view))
        return [*super().get_urls(), path("<int:object_id>/delete/", remove, name=self.name_of("delete"))]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields[1:] if obj else self.fields

    def rows(self, account: Account) -> QuerySet[CatalogEntry]:
        return CatalogEntry.objects.for_list(account)

    def create(self, request: HttpRequest, catalog_name: str, **fields: Any) -> CatalogEntry:
        return _saved(create_entry, account=account_of(request), catalog=catalog_name, by=actor_of(request), **fields)

    def update(self, request: HttpRequest, row: CatalogEntry, order: int | None, **fields: Any) -> CatalogEntry:
        kept = row.order if order is None else order
        return _saved(update_entry, entry=row, by=actor_of(request), order=kept, **fields)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The catalog whose entries the list shows, and nothing else from a link."""
        kind = catalogs.get(request.GET.get("catalog", ""))
        return {"catalog_name": kind.name} if kind else {}

    def title_of(self, row: CatalogEntry) -> str:
        return row.shown_name

    def list_url(self, request: HttpRequest) -> str:
        """The list of the catalog that the panel is about, where that is known."""
        kind = catalogs.get(request.GET.get("catalog", ""))
        return entries_url(kind.name) if kind else super().list_url(request)

    def panel_context(self, request: HttpRequest, row: CatalogEntry | None) -> dict[str, Any]:
        may_delete = row is not None and self.has_delete_permission(request, row)
        return {"entry": row, "delete_url": self.url_of("delete", row.pk) if row and may_delete else ""}

    def list_context(self, request: HttpRequest, changelist: PanelChangeList) -> dict[str, Any]:
        context = super().list_context(request, changelist)
        kind = catalogs.get(request.GET.get("catalog", ""))
        return context | (self._catalog_context(request, kind, context["add_url"]) if kind else {})

    def _catalog_context(self, request: HttpRequest, kind: Kind, add_url: str) -> dict[str, Any]:
        """What the list says besides when it is of one catalog."""
        row = overview(account_of(request), kind.name)[0]
        accept_url = reverse("settings:auxiliary_catalogs_accept", args=[kind.name])
        return {
            "page_title": kind.label,
            "catalog": row,
            "state": state_of(row),
            "accept_url": accept_url if self.may(request, EDIT) else "",
            "add_url": f"{add_url}?catalog={kind.name}" if add_url else "",
            # An empty catalog offers its first entry, where the filter alone would offer to clear it.
            **({} if row.entries else {"clear_url": ""}),
        }

    def list_actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        kind = catalogs.get(request.GET.get("catalog", ""))
        actions = super().list_actions(request)
        if kind is None or not (self.may(request, ADD) and self.may(request, EDIT)):
            return actions
        url = reverse("settings:auxiliary_catalogs_import", args=[kind.name])
        return [*actions, {"label": _("Import CSV"), "icon": "upload", "url": url}]

    def bulk_view(self, request: HttpRequest) -> HttpResponseBase:
        """What is deleted is gone, so it takes the password again."""
        if request.POST.get("action") == "delete" and self.may(request, DELETE) and not has_stepped_up(request):
            return step_up(request)
        return super().bulk_view(request)

    def bulk_activate(self, request: HttpRequest, rows: list[CatalogEntry]) -> str:
        done = set_active(account=account_of(request), entries=rows, is_active=True, by=actor_of(request))
        words = ngettext("%(count)s entry is active again.", "%(count)s entries are active again.", done)
        return words % {"count": number(done)}

    def bulk_deactivate(self, request: HttpRequest, rows: list[CatalogEntry]) -> str:
        done = set_active(account=account_of(request), entries=rows, is_active=False, by=actor_of(request))
        words = ngettext(
            "%(count)s entry cannot be chosen any more.", "%(count)s entries cannot be chosen any more.", done
        )
        return words % {"count": number(done)}

    def bulk_delete(self, request: HttpRequest, rows: list[CatalogEntry]) -> str:
        refused = delete_entries(account=account_of(request), entries=rows, by=actor_of(request))
        reasons.tell(request, refused)
        done = len(rows) - len(refused)
        words = ngettext("%(count)s entry is deleted.", "%(count)s entries are deleted.", done)
        return words % {"count": number(done)}

    @stepped_up
    def remove_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """Delete an entry that nothing holds."""
        require(request, self.section.name, DELETE)
        entry = self.find(request, object_id)
        try:
            delete_entry(entry=entry, by=actor_of(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.url_of("change", entry.pk))
        messages.success(request, _("The entry %(entry)s is deleted.") % {"entry": entry})
        return redirect(entries_url(entry.catalog.name))


def _saved(write: Any, **fields: Any) -> CatalogEntry:
    """A code that is taken belongs to the field for it."""
    try:
        entry: CatalogEntry = write(**fields)
    except CodeTaken as error:
        raise ValidationError({"code": _("An entry with this code exists already.")}) from error
    return entry
