"""The catalogs: how many entries each has, where it is used, and whether it takes other values too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from apps.accounts.modules import ADD, EDIT
from apps.company import catalogs
from apps.company.catalogs import Kind
from apps.company.catalogs.csv_file import SHEET
from apps.company.services.catalog_imports import Imported, import_entries, plan_import
from apps.company.services.catalogs import set_closed
from apps.settings.access import account_of, actor_of, require
from apps.settings.page import Page
from apps.settings.panel.importing import FileImport
from apps.settings.sections.auxiliary_catalogs.listing import LIST, list_context, shown_rows
from apps.settings.sections.auxiliary_catalogs.rows import COLUMNS, entries_url
from apps.settings.sections.auxiliary_catalogs.section import SECTION
from apps.settings.templatetags.numbers import number


class CatalogsPage(Page):
    section = SECTION
    slug, label, icon = "catalogs", gettext_lazy("Catalogs"), "book-open"
    url_name = "auxiliary_catalogs_list"
    template_name = "settings/auxiliary_catalogs/catalogs.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            *super().get_urls(),
            path("export/", self.wrap(self.export_view), name="auxiliary_catalogs_export"),
            path("<slug:name>/accept/", self.wrap(require_POST(self.accept_view)), name="auxiliary_catalogs_accept"),
            path("<slug:name>/import/", self.wrap(self.import_view), name="auxiliary_catalogs_import"),
        ]

    def context(self, request: HttpRequest) -> dict[str, Any]:
        return super().context(request) | list_context(request, account_of(request))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is narrowed now."""
        return LIST.exported(request, COLUMNS, shown_rows(request, account_of(request)))

    def accept_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Accept other values too (`others`), or only the entries."""
        require(request, self.section.name, EDIT)
        kind, are_others = find(name), request.POST.get("others") == "1"
        set_closed(account=account_of(request), catalog=kind.name, is_closed=not are_others, by=actor_of(request))
        words = _("%(catalog)s: other values are accepted too.") if are_others else _("%(catalog)s: only the entries.")
        messages.success(request, words % {"catalog": kind.label})
        return redirect(entries_url(kind.name))

    def import_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """A file is chosen, then its lines are looked at, then they are imported: all of them, or none."""
        require(request, self.section.name, ADD)
        require(request, self.section.name, EDIT)
        kind, account = find(name), account_of(request)
        return FileImport(
            title=_("Import into %(catalog)s") % {"catalog": kind.label},
            list_url=entries_url(kind.name),
            sheet=SHEET,
            template="settings/auxiliary_catalogs/import.html",
            plan=lambda lines: plan_import(account=account, catalog=kind.name, lines=lines),
            write=lambda lines: _told(
                import_entries(account=account, catalog=kind.name, lines=lines, by=actor_of(request))
            ),
            name_of=lambda entry: entry.shown_name,
        ).answer(request)


def find(name: str) -> Kind:
    """The catalog of the registry; 404 for any other word."""
    kind = catalogs.get(name)
    if kind is None:
        raise Http404
    return kind


def _told(done: Imported) -> str:
    added = ngettext("%(count)s entry is added.", "%(count)s entries are added.", done.added)
    changed = ngettext("%(count)s entry is changed.", "%(count)s entries are changed.", done.changed)
    return f"{added % {'count': number(done.added)}} {changed % {'count': number(done.changed)}}"
