"""Handing out the files of documents."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.common.files import FileMissing, opened
from apps.common.files.answers import headers_of
from apps.company.models import Document, DocumentVersion
from apps.settings.panel import PanelAdmin
from apps.settings.panel.bulk_views import KEY

NEWEST = 10
VERSION = "version"


class FilePages(PanelAdmin):
    def file_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """The current file, or that of the `version` that the URL names, in pieces, to be saved.

        Where it is missing in the store, the panel says so.
        """
        document = self.find(request, object_id)
        version = self._version(request, document)
        try:
            response = FileResponse(opened(version), content_type=version.content_type)
        except FileMissing:
            messages.error(request, missing())
            return redirect(self.url_of("change", document.pk))
        for name, value in headers_of(version.name, version.checksum).items():
            response[name] = value
        return response

    def _version(self, request: HttpRequest, document: Document) -> DocumentVersion:
        """Raises Http404."""
        asked = request.GET.get(VERSION, "")
        if asked and not KEY.fullmatch(asked):
            raise Http404
        found = document.versions.filter(pk=int(asked)).first() if asked else document.current
        if found is None:
            raise Http404
        return found

    def versions_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        document = self.find(request, object_id)
        context = {
            "document": document,
            "versions": self.versions_of(document),
            "back_url": self.url_of("change", document.pk),
        }
        return self.panel(request, "settings/document_management/versions.html", _("All versions"), context)

    def versions_of(self, document: Document, most: int | None = None) -> list[tuple[DocumentVersion, str]]:
        """The newest first, each with its address."""
        rows = document.versions.order_by("-pk")[:most]
        url = self.url_of("file", document.pk)
        return [(row, f"{url}?{VERSION}={row.pk}") for row in rows]


def missing() -> str:
    return _("This file is missing in the store of files. Send it again, or ask whoever runs this server.")
