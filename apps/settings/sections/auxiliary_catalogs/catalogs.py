"""The catalogs: how many entries each has, where it is used, and whether it takes other values too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.modules import ADD, EDIT, REPORTS
from apps.company import catalogs
from apps.company.catalogs import Kind
from apps.company.services.catalog_imports import Imported, import_entries, plan_import
from apps.company.services.catalogs import set_closed
from apps.settings.access import account_of, actor_of, require
from apps.settings.page import Page
from apps.settings.panel.export import csv_response
from apps.settings.sections.auxiliary_catalogs.import_forms import FileForm, LinesForm
from apps.settings.sections.auxiliary_catalogs.listing import list_context, shown_rows
from apps.settings.sections.auxiliary_catalogs.preview import preview_of
from apps.settings.sections.auxiliary_catalogs.rows import COLUMNS, entries_url
from apps.settings.sections.auxiliary_catalogs.section import SECTION
from apps.settings.templatetags.numbers import number


class CatalogsPage(Page):
    section = SECTION
    slug, label, icon = "catalogs", gettext_lazy("Catalogs"), "book-open"
    url_name = "auxiliary_catalogs_list"
    template_name = "settings/auxiliary_catalogs/catalogs.html"
    import_template = "settings/auxiliary_catalogs/import.html"

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
        require(request, self.section.name, REPORTS)
        account, name, query = account_of(request), self.section.name, request.GET.urlencode()
        services.note_export(account=account, by=actor_of(request), name=name, query=query)
        return csv_response(name, list(COLUMNS), shown_rows(request, account))

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
        kind = find(name)
        if request.method != "POST":
            return self._ask(request, kind, FileForm())
        form = LinesForm(request.POST) if "text" in request.POST else FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(request, kind, form if isinstance(form, FileForm) else FileForm(), status=422)
        return self._import(request, kind, form) if isinstance(form, LinesForm) else self._preview(request, kind, form)

    def _import(self, request: HttpRequest, kind: Kind, form: LinesForm) -> HttpResponseBase:
        try:
            done = import_entries(
                account=account_of(request), catalog=kind.name, lines=form.lines, by=actor_of(request)
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self._preview(request, kind, form, status=422)
        messages.success(request, _told(done))
        return redirect(entries_url(kind.name))

    def _preview(
        self, request: HttpRequest, kind: Kind, form: FileForm | LinesForm, status: int = 200
    ) -> HttpResponseBase:
        plan = plan_import(account=account_of(request), catalog=kind.name, lines=form.lines)
        return self._ask(request, kind, FileForm(), status, text=form.content, **preview_of(plan))

    def _ask(
        self, request: HttpRequest, kind: Kind, form: FileForm, status: int = 200, **extra: Any
    ) -> HttpResponseBase:
        title = _("Import into %(catalog)s") % {"catalog": kind.label}
        context = {"page_title": title, "form": form, "list_url": entries_url(kind.name)} | extra
        return TemplateResponse(request, self.import_template, context, status=status)


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
