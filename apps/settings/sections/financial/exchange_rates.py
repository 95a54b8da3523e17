"""Tab 3, Exchange rates: what other currencies are worth, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.common.codes import CodeTaken
from apps.common.currencies import codes_with, name_of
from apps.company.models import ExchangeRate
from apps.company.services.exchange_rates import create_exchange_rate, delete_exchange_rates, update_exchange_rate
from apps.settings.access import account_of, actor_of
from apps.settings.panel import Column, ImportableAdmin, RemovableAdmin, Words, bulk_delete
from apps.settings.sections.financial.rate_forms import RateFilters, RateForm
from apps.settings.sections.financial.rate_import import import_of
from apps.settings.sections.financial.section import SECTION
from apps.settings.templatetags.numbers import number

REMOVE = gettext_lazy("Costs that were converted with it keep their rate. It cannot be brought back.")


class ExchangeRateAdmin(ImportableAdmin, RemovableAdmin):
    section = SECTION
    slug, label, icon = "exchange-rates", gettext_lazy("Exchange rates"), "arrow-right-left"
    words = Words(
        add=gettext_lazy("New exchange rate"),
        change=gettext_lazy("Exchange rate"),
        added=gettext_lazy("The exchange rate is entered."),
        changed=gettext_lazy("The exchange rate is saved. Costs that were converted before keep theirs."),
        empty_title=gettext_lazy("No exchange rates yet"),
        empty_text=gettext_lazy(
            "A cost that is given in another currency is converted by the newest rate on its day or before."
        ),
        search=gettext_lazy("Search by code or name of the currency"),
        search_long=gettext_lazy("Search by code or name of the currency"),
        remove=REMOVE,
    )
    columns = (
        Column("date", gettext_lazy("Date"), sort="date", tie="currency", scales=True),
        Column("currency", gettext_lazy("Currency"), sort="currency", tie="date", scales=True, css="mono"),
        Column("currency_name", gettext_lazy("Name"), lambda row: name_of(row.currency), is_hideable=True),
        Column(
            "rate", gettext_lazy("Rate"), lambda row: row.rate.normalize(), css="numeric",
            template="settings/financial/rate.html",
        ),
    )  # fmt: skip
    default_sort = "-date"
    counts_all = True
    search_fields = ("currency",)
    filter_form_class = RateFilters
    bulk_actions = (bulk_delete(REMOVE),)
    form, fields = RateForm, ("currency", "date", "rate")

    def searched(self, request: HttpRequest, rows: QuerySet[Any], words: str, *, is_long: bool) -> QuerySet[Any]:
        """The rates of the currencies in whose code or name `words` stand: an index has them."""
        return rows.filter(currency__in=codes_with(words.strip())) if words else rows

    def create(self, request: HttpRequest, **fields: Any) -> ExchangeRate:
        return _saved(create_exchange_rate, account=account_of(request), by=actor_of(request), **fields)

    def update(self, request: HttpRequest, row: ExchangeRate, **fields: Any) -> ExchangeRate:
        return _saved(update_exchange_rate, exchange_rate=row, by=actor_of(request), **fields)

    def remove(self, request: HttpRequest, rows: Sequence[ExchangeRate]) -> None:
        delete_exchange_rates(exchange_rates=rows, by=actor_of(request))

    def removed_words(self, count: int) -> str:
        words = ngettext("%(count)s exchange rate is deleted.", "%(count)s exchange rates are deleted.", count)
        return words % {"count": number(count)}

    def bring_in(self, request: HttpRequest) -> HttpResponseBase:
        return import_of(account_of(request), actor_of(request), self.url_of("changelist")).answer(request)


def _saved(write: Any, **fields: Any) -> ExchangeRate:
    """A day that is taken belongs to the field for it."""
    try:
        rate: ExchangeRate = write(**fields)
    except CodeTaken as error:
        raise ValidationError({"date": _("There is a rate of this currency for this day already.")}) from error
    return rate
