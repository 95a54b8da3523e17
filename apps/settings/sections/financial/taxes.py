"""Tab 2, Taxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from apps.company.models import Tax
from apps.company.services.taxes import create_tax, delete_taxes, update_tax
from apps.settings.access import account_of, actor_of
from apps.settings.panel import AmountField, Column, PanelForm, RemovableAdmin, Words, bulk_delete
from apps.settings.sections.financial.section import SECTION
from apps.settings.sections.financial.states import StatusFilters
from apps.settings.templatetags.numbers import number

REMOVE = gettext_lazy("It cannot be brought back.")


class TaxForm(PanelForm):
    rate = AmountField(label=gettext_lazy("Rate (%)"))

    class Meta:
        model = Tax
        fields = ("code", "name", "rate", "active", "is_default")
        labels = {
            "code": gettext_lazy("Code"),
            "name": gettext_lazy("Name"),
            "active": gettext_lazy("Active"),
            "is_default": gettext_lazy("Default"),
        }
        help_texts = {"is_default": gettext_lazy("It takes the place of the one that is the default now.")}


class TaxAdmin(RemovableAdmin):
    section = SECTION
    slug, label, icon = "taxes", gettext_lazy("Taxes"), "percent"
    words = Words(
        add=gettext_lazy("New tax"),
        change=gettext_lazy("Tax"),
        added=gettext_lazy("The tax is created."),
        changed=gettext_lazy("The tax is saved."),
        empty_title=gettext_lazy("No taxes yet"),
        empty_text=gettext_lazy("The taxes that your prices bear, each with its rate in per cent."),
        search=gettext_lazy("Search by code or name"),
        remove=REMOVE,
    )
    columns = (
        Column("code", gettext_lazy("Code"), sort="code", tie="", css="mono"),
        Column("name", gettext_lazy("Name"), sort="name"),
        Column("rate", gettext_lazy("Rate (%)"), lambda tax: tax.rate.normalize(), sort="rate", css="numeric"),
        Column("is_default", gettext_lazy("Default"), sort="is_default", is_hideable=True),
        Column(
            "active", gettext_lazy("Status"), sort="active", is_hideable=True,
            template="settings/financial/active.html",
        ),
    )  # fmt: skip
    default_sort = "code"
    search_fields = ("code", "name")
    filter_form_class = StatusFilters
    bulk_actions = (bulk_delete(REMOVE),)
    form, fields = TaxForm, ("code", "name", "rate", "active", "is_default")

    def create(self, request: HttpRequest, **fields: Any) -> Tax:
        return create_tax(account=account_of(request), by=actor_of(request), **fields)

    def update(self, request: HttpRequest, row: Tax, **fields: Any) -> Tax:
        return update_tax(tax=row, by=actor_of(request), **fields)

    def remove(self, request: HttpRequest, rows: Sequence[Tax]) -> None:
        delete_taxes(taxes=rows, by=actor_of(request))

    def removed_words(self, count: int) -> str:
        words = ngettext("%(count)s tax is deleted.", "%(count)s taxes are deleted.", count)
        return words % {"count": number(count)}

    def title_of(self, row: Tax) -> str:
        return row.name
