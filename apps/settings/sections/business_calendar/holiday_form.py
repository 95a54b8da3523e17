"""The form of one holiday."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.company.models import Holiday
from apps.company.models.holiday import YEARS
from apps.settings.panel import PanelForm

IMPACT = "holiday-impact"


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"min": f"{YEARS[0]}-01-01", "max": f"{YEARS[-1]}-12-31"})


class HolidayForm(PanelForm):
    date = forms.DateField(label=gettext_lazy("Date"), widget=DateInput(), input_formats=["%Y-%m-%d"])

    class Meta:
        model = Holiday
        fields = ("description", "date", "working_day", "recurrent")
        labels = {
            "description": gettext_lazy("Description"),
            "working_day": gettext_lazy("Working day"),
            "recurrent": gettext_lazy("Every year"),
        }
        help_texts = {
            "working_day": gettext_lazy("One works on it all the same, also when its weekday is free."),
            "recurrent": gettext_lazy("The same day of every year, unless that date is in the calendar by itself."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        url = reverse("settings:company_holiday_impact")
        for name in ("date", "working_day", "recurrent"):
            # Whatever is changed, the panel asks how many tasks that would move.
            self.fields[name].widget.attrs |= {
                "hx-get": url, "hx-trigger": "change", "hx-target": f"#{IMPACT}", "hx-include": "closest form",
                "hx-swap": "innerHTML",
            }  # fmt: skip
