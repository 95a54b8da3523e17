"""Transactions Log: who did what, from where. Nobody changes it, and whether it is whole can be verified."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts.transactions import module_of, submodule_of
from apps.audit import checking
from apps.audit.events import kind_of, sentence_of
from apps.audit.models import Transaction
from apps.settings import navigation
from apps.settings.access import account_of, stepped_up
from apps.settings.panel import Column, PanelAdmin, Words
from apps.settings.sections.transactions_log import searching
from apps.settings.sections.transactions_log.chain_status import status_of
from apps.settings.sections.transactions_log.filters import TransactionFilters
from apps.settings.sections.transactions_log.words import changes_as_text, changes_of
from apps.settings.site import site

SECTION = navigation.register(
    navigation.Section("transactions_log", gettext_lazy("Transactions Log"), icon="scroll-text")
)


@admin.register(Transaction, site=site)
class TransactionAdmin(PanelAdmin):
    section = SECTION
    label, icon = gettext_lazy("Transactions Log"), "scroll-text"
    words = Words(
        empty_title=gettext_lazy("Nothing has happened yet"),
        empty_text=gettext_lazy("Every change, every sign-in and every refused attempt will be here."),
        search=gettext_lazy("Search by person, record, address or request"),
        search_long=gettext_lazy("Search in the newest 5,000 by person, record, address or request"),
    )
    columns = (
        Column("date", gettext_lazy("Date"), "at", sort="at", scales=True, tie="number", css="nowrap"),
        Column(
            "who", gettext_lazy("Who"), "actor_name", sort="actor_name", template="settings/transactions_log/actor.html"
        ),
        Column("address", gettext_lazy("Address"), is_hideable=True, css="nowrap"),
        Column("module", gettext_lazy("Module"), module_of, sort="module"),
        Column("submodule", gettext_lazy("Submodule"), submodule_of, is_hideable=True),
        Column("action", gettext_lazy("Action"), kind_of),
        Column("description", gettext_lazy("Description"), sentence_of),
        Column("changes", gettext_lazy("Changes"), changes_as_text, is_hideable=True, is_hidden=True),
        Column("request_id", gettext_lazy("Request id"), is_hideable=True, is_hidden=True, css="mono"),
        Column("number", gettext_lazy("Number"), lambda row: str(row.number), is_hideable=True, is_hidden=True),
        Column("digest", gettext_lazy("Digest"), is_hideable=True, is_hidden=True, css="mono"),
        Column("key_version", gettext_lazy("Key version"), is_hideable=True, is_hidden=True, css="mono"),
    )
    default_sort = "-date"
    list_per_page = 50
    counts_all = True
    search_fields = ("actor_name", "actor_email", "target_name", "address", "request_id")
    filter_form_class = TransactionFilters
    change_list_template = "settings/transactions_log/list.html"
    panel_template = "settings/transactions_log/transaction_panel.html"

    def get_urls(self) -> list[URLPattern]:
        verify = path("verify/", self.wrap(require_POST(self.verify_view)), name=self.name_of("verify"))
        return [*super().get_urls(), verify]

    def list_context(self, request: HttpRequest, changelist: Any) -> dict[str, Any]:
        chain = {"chain": status_of(account_of(request).pk), "verify_url": self.url_of("verify")}
        return super().list_context(request, changelist) | chain | searching.told(request, changelist)

    def search_long(self, request: HttpRequest, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """Anywhere in the newest of the filtered rows; a filter by date looks further back."""
        return self.searched(request, searching.newest(rows), words, is_long=False)

    def record_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        entry: Transaction = self.find(request, object_id)
        context = {
            "entry": entry,
            "kind": kind_of(entry),
            "module": module_of(entry),
            "submodule": submodule_of(entry),
            "changes": changes_of(entry),
        }
        return self.panel(request, self.panel_template, sentence_of(entry), context)

    @stepped_up
    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        return super().export_view(request)

    def verify_view(self, request: HttpRequest) -> HttpResponse:
        """Read this account's chain, or the next part of a long one, and say whether it is whole."""
        checking.go_on(account_of(request).pk)
        status = status_of(account_of(request).pk)
        messages.add_message(request, messages.ERROR if status.is_broken else messages.SUCCESS, status.sentence)
        return redirect(self.url_of("changelist"))
