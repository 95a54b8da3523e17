"""The page on which a document is attached to items and people, and taken off them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from apps.accounts.modules import EDIT, VIEW
from apps.common.codes import CodeTaken
from apps.company.models import Document
from apps.maintenance.services.documents import detach
from apps.settings.access import actor_of, may, require
from apps.settings.panel import PanelAdmin
from apps.settings.panel.bulk_views import KEY
from apps.settings.sections.document_management.attached import (
    ITEMS,
    LISTED,
    PEOPLE,
    attach,
    attached_to,
    link_of,
)
from apps.settings.sections.document_management.forms import AttachForm

MODULES = {ITEMS: "items", PEOPLE: "personnel"}


class AttachingPage(PanelAdmin):
    def attached_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """GET lists, POST adds by code, or removes the link that it names."""
        document = self.find(request, object_id)
        if request.method != "POST":
            return self._show(request, document)
        require(request, self.section.name, EDIT)
        kind = request.POST.get("kind", "")
        if kind not in MODULES or not may(request, MODULES[kind], VIEW):
            raise PermissionDenied
        if "remove" in request.POST:
            return self._remove(request, document, kind, request.POST["remove"])
        return self._add(request, document, kind)

    def _add(self, request: HttpRequest, document: Document, kind: str) -> HttpResponseBase:
        form = self._form(kind, request.POST)
        if form.is_valid():
            try:
                if not attach(request, document, kind, form.cleaned_data["code"].replace("\0", "").strip()):
                    form.add_error("code", _("Nothing with this code exists."))
            except CodeTaken:
                form.add_error("code", _("The document is attached to it already."))
            except ValidationError as error:
                form.refuse(error)
        if form.errors:
            return self._show(request, document, {kind: form})
        return self._show(request, document, said=_("The document is attached."))

    def _remove(self, request: HttpRequest, document: Document, kind: str, pk: str) -> HttpResponseBase:
        link = link_of(document, kind, int(pk)) if KEY.fullmatch(pk) else None
        if link:
            detach(link=link, by=actor_of(request))
        return self._show(request, document, said=_("The document is no longer attached to it."))

    def _form(self, kind: str, data: Any = None) -> AttachForm:
        what = _("Code of the item") if kind == ITEMS else _("Code of the person")
        return AttachForm(data, what=what, auto_id=f"id_{kind}_%s")

    def _show(
        self, request: HttpRequest, document: Document, forms: dict[str, AttachForm] | None = None, said: str = ""
    ) -> HttpResponseBase:
        refused, is_editable = forms or {}, self.has_change_permission(request, document)
        kinds = [
            {"attached": one, "adds": refused.get(one.kind, self._form(one.kind))}
            for one in attached_to(request, document, LISTED)
        ]
        context = {
            "document": document,
            "kinds": kinds,
            "may_attach": is_editable,
            "said": said,
            "back_url": self.url_of("change", document.pk),
        }
        template, status = "settings/document_management/attached.html", 422 if refused else 200
        return self.panel(request, template, _("Attached to"), context, status)
