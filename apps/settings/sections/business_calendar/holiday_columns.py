"""The columns of the list of holidays, and its filters."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from apps.company.models import Holiday
from apps.company.models.holiday import YEARS
from apps.settings.panel import Column, FilterForm

YES, NO = "yes", "no"
ANSWERS = (("", gettext_lazy("All")), (YES, gettext_lazy("Yes")), (NO, gettext_lazy("No")))

COLUMNS = (
    Column("description", gettext_lazy("Description"), sort="description"),
    Column("date", gettext_lazy("Date"), sort="date"),
    Column("recurrent", gettext_lazy("Every year"), sort="recurrent", is_hideable=True),
    Column("working_day", gettext_lazy("Working day"), sort="working_day", is_hideable=True),
)


class HolidayFilters(FilterForm):
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=YEARS[0],
        max_value=YEARS[-1],
        help_text=gettext_lazy("Those of every year are among them."),
    )
    recurrent = forms.ChoiceField(label=gettext_lazy("Every year"), choices=ANSWERS)
    working_day = forms.ChoiceField(label=gettext_lazy("Working day"), choices=ANSWERS)

    def narrow_year(self, rows: QuerySet[Holiday], value: int) -> QuerySet[Holiday]:
        return rows.in_year(value)  # type: ignore[attr-defined, no-any-return]

    def narrow_recurrent(self, rows: QuerySet[Holiday], value: str) -> QuerySet[Holiday]:
        return rows.filter(recurrent=value == YES)

    def narrow_working_day(self, rows: QuerySet[Holiday], value: str) -> QuerySet[Holiday]:
        return rows.filter(working_day=value == YES)
