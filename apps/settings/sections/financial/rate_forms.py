"""The forms of the list of exchange rates: one rate, and the filters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.company.models import ExchangeRate
from apps.settings.access import account_of
from apps.settings.panel import AmountField, FilterForm, PanelForm
from apps.settings.sections.financial.currency import currency_choices

Rows = QuerySet[ExchangeRate]


class DateInput(forms.DateInput):
    """In the browser's own way; what is sent is always the same."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RateForm(PanelForm):
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=currency_choices)
    date = forms.DateField(label=gettext_lazy("Date"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    rate = AmountField(label=gettext_lazy("Rate"))

    class Meta:
        model = ExchangeRate
        fields = ("currency", "date", "rate")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = account_of(self.request).currency
        if own and "rate" in self.fields:
            words = _("How many %(currency)s one unit of the other currency is worth, with up to 10 decimals.")
            self.fields["rate"].help_text = words % {"currency": own}


class RateFilters(FilterForm):
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=lambda: [("", gettext_lazy("All")), *currency_choices()[1:]]
    )
    since = forms.DateField(label=gettext_lazy("From"), widget=DateInput(), input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=gettext_lazy("To"), widget=DateInput(), input_formats=["%Y-%m-%d"])

    def narrow_since(self, rows: Rows, value: date) -> Rows:
        return rows.filter(date__gte=value)

    def narrow_until(self, rows: Rows, value: date) -> Rows:
        return rows.filter(date__lte=value)
