"""The company's documents: who wrote them, since when and until when they count, and their files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from apps.accounts.models import Account
from apps.accounts.modules import DELETE
from apps.common.files import exists
from apps.company.models import Document, DocumentStage
from apps.company.services import documents
from apps.settings.access import account_of, actor_of, require, stepped_up
from apps.settings.panel import BulkAction, Words
from apps.settings.sections.document_management.attached import attached_to
from apps.settings.sections.document_management.attaching import AttachingPage
from apps.settings.sections.document_management.columns import COLUMNS, DocumentFilters
from apps.settings.sections.document_management.files import NEWEST, FilePages, missing
from apps.settings.sections.document_management.forms import FIELDS, DocumentForm
from apps.settings.sections.document_management.section import SECTION
from apps.settings.sections.document_management.status import state_of
from apps.settings.templatetags.numbers import number


class DocumentAdmin(FilePages, AttachingPage):
    section = SECTION
    slug, label, icon = "documents", gettext_lazy("Documents"), "folder-open"
    words = Words(
        add=gettext_lazy("New document"),
        change=gettext_lazy("Document"),
        added=gettext_lazy("The document is created."),
        changed=gettext_lazy("The document is saved."),
        empty_title=gettext_lazy("No documents yet"),
        empty_text=gettext_lazy("Manuals, procedures, certificates: each with its versions and the days it counts."),
        search=gettext_lazy("Search by code, name or author"),
        search_long=gettext_lazy("Search by the whole code, or the beginning of the name"),
    )
    columns = COLUMNS
    default_sort = "code"
    counts_all = True
    search_fields = ("code", "name", "author")
    search_whole, search_key = "code", "name_key"
    filter_form_class = DocumentFilters
    bulk_actions = (
        BulkAction("release", gettext_lazy("Release"), icon="circle-check"),
        BulkAction("retire", gettext_lazy("Mark as obsolete"), icon="ban"),
        BulkAction(
            "delete",
            gettext_lazy("Delete"),
            icon="trash-2",
            action=DELETE,
            confirm=gettext_lazy("The documents go with all their versions and files, and cannot be brought back."),
            is_danger=True,
        ),
    )
    bulk_at_most, bulk_steps_up = 200, True
    form, fields = DocumentForm, FIELDS
    panel_template = "settings/document_management/document_panel.html"

    def get_urls(self) -> list[URLPattern]:
        one = "<int:object_id>"
        return [
            *super().get_urls(),
            path(f"{one}/attached/", self.wrap(self.attached_view), name=self.name_of("attached")),
            path(f"{one}/versions/", self.wrap(self.versions_view), name=self.name_of("versions")),
            path(f"{one}/file/", self.wrap(self.file_view), name=self.name_of("file")),
            path(f"{one}/delete/", self.wrap(require_POST(self.remove_view)), name=self.name_of("delete")),
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whoever only looks finds the file and its version below."""
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return FIELDS if may_save else FIELDS[:-2]

    def rows(self, account: Account) -> QuerySet[Document]:
        return Document.objects.for_list(account)

    def create(self, request: HttpRequest, **fields: Any) -> Document:
        return documents.create_document(account=account_of(request), by=actor_of(request), **fields)

    def update(self, request: HttpRequest, row: Document, **fields: Any) -> Document:
        return documents.update_document(document=row, by=actor_of(request), **fields)

    def title_of(self, row: Document) -> str:
        return row.name

    def panel_context(self, request: HttpRequest, row: Document | None) -> dict[str, Any]:
        if row is None:
            return {}
        versions = self.versions_of(row, NEWEST + 1)
        return {
            "document": row,
            "state": state_of(row),
            "file_url": self.url_of("file", row.pk) if row.current else "",
            "missing": missing() if not row.current or not exists(row.current) else "",
            "versions": versions[:NEWEST],
            "versions_url": self.url_of("versions", row.pk) if len(versions) > NEWEST else "",
            "attached": attached_to(request, row),
            "attached_url": self.url_of("attached", row.pk),
            "may_attach": self.has_change_permission(request, row),
            "delete_url": self.url_of("delete", row.pk) if self.may(request, DELETE) else "",
        }

    @stepped_up
    def remove_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        require(request, self.section.name, DELETE)
        document = self.find(request, object_id)
        documents.delete_document(document=document, by=actor_of(request))
        return self.done(request, _("The document %(document)s is deleted.") % {"document": document})

    def bulk_release(self, request: HttpRequest, rows: list[Document]) -> str:
        self._bring_to(request, rows, DocumentStage.RELEASED)
        words = ngettext("%(count)s document is released.", "%(count)s documents are released.", len(rows))
        return words % {"count": number(len(rows))}

    def bulk_retire(self, request: HttpRequest, rows: list[Document]) -> str:
        self._bring_to(request, rows, DocumentStage.OBSOLETE)
        words = ngettext("%(count)s document is obsolete now.", "%(count)s documents are obsolete now.", len(rows))
        return words % {"count": number(len(rows))}

    def _bring_to(self, request: HttpRequest, rows: list[Document], stage: str) -> None:
        for row in rows:
            documents.update_document(document=row, by=actor_of(request), stage=stage)

    def bulk_delete(self, request: HttpRequest, rows: list[Document]) -> str:
        for row in rows:
            documents.delete_document(document=row, by=actor_of(request))
        words = ngettext("%(count)s document is deleted.", "%(count)s documents are deleted.", len(rows))
        return words % {"count": number(len(rows))}
