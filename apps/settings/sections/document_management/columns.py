"""The columns of the list of documents, and its filters."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from apps.common.beginnings import begins
from apps.company.models import Document, DocumentVersion
from apps.company.models.document import today_of
from apps.company.models.document_status import ends_soon, has_status
from apps.settings.access import account_of
from apps.settings.panel import Column, FilterForm
from apps.settings.sections.document_management.forms import DayInput
from apps.settings.sections.document_management.status import CHOICES, ENDING, state_of


def version_of(document: Document) -> str:
    return document.current.version if document.current else ""


def file_of(document: Document) -> DocumentVersion | None:
    return document.current


COLUMNS = (
    Column("code", gettext_lazy("Code"), sort="code", scales=True, tie="", css="mono"),
    Column("name", gettext_lazy("Name"), sort="name_key", scales=True),
    Column("group", gettext_lazy("Group"), sort="group", scales=True, tie="code", is_hideable=True),
    Column("version", gettext_lazy("Version"), version_of, is_hideable=True),
    Column("valid_from", gettext_lazy("Valid from"), sort="valid_from", is_hideable=True, css="nowrap"),
    Column("valid_until", gettext_lazy("Valid until"), sort="valid_until", scales=True, is_hideable=True,
           css="nowrap"),
    Column("author", gettext_lazy("Author"), sort="author", is_hideable=True),
    Column("status", gettext_lazy("Status"), state_of, template="settings/document_management/status.html"),
    Column("file", gettext_lazy("File"), file_of, is_hideable=True, is_hidden=True),
    Column("created", gettext_lazy("Creation date"), "created_at", sort="created_at", is_hideable=True, is_hidden=True,
           css="nowrap"),
)  # fmt: skip


class DocumentFilters(FilterForm):
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=CHOICES)
    group = forms.CharField(label=gettext_lazy("Group"), max_length=120)
    since = forms.DateField(label=gettext_lazy("Ends on or after"), widget=DayInput, input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=gettext_lazy("Ends on or before"), widget=DayInput, input_formats=["%Y-%m-%d"])
    lookups = {"since": "valid_until__gte", "until": "valid_until__lte"}

    def narrow_status(self, rows: QuerySet[Document], value: str) -> QuerySet[Document]:
        today = today_of(account_of(self.request))
        return rows.filter(ends_soon(today) if value == ENDING else has_status(value, today))

    def narrow_group(self, rows: QuerySet[Document], value: str) -> QuerySet[Document]:
        return rows.filter(begins("group_key", value))
