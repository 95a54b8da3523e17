"""The form of the working week: a row for each weekday, with its mark and the hours of up to three shifts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.company.calendar.shifts import ALL_DAY, MAX_SHIFTS, MINUTES, Shift, check, clock, shifts_in, text_of
from apps.company.models import WEEKDAYS, WorkingWeek
from apps.settings.navigation import Text
from apps.settings.panel import PlainForm

SHIFTS = range(1, MAX_SHIFTS + 1)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


@dataclass(frozen=True)
class DayRow:
    """One weekday; `shifts` are pairs of fields, from and to."""

    label: Text
    works: forms.BoundField
    shifts: list[tuple[forms.BoundField, forms.BoundField]]
    errors: list[str]


class WorkingHoursForm(PlainForm):
    """`hours` are what the service takes. A working day without hours is one of 24."""

    def __init__(self, *args: Any, week: WorkingWeek, first_day: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = [WEEKDAYS[(first_day - 1 + step) % 7] for step in range(7)]
        for day in self.days:
            self._add_fields(day, shifts_in(getattr(week, day)))

    def _add_fields(self, day: str, shifts: tuple[Shift, ...]) -> None:
        label = label_of(day)
        self.fields[day] = forms.BooleanField(label=label, required=False, initial=bool(shifts))
        given = () if shifts == (ALL_DAY,) else shifts
        for number in SHIFTS:
            shift = given[number - 1] if number <= len(given) else None
            words = {"day": label, "number": number}
            self._add_time(f"{day}_{number}_from", _("%(day)s, shift %(number)d, from") % words, shift and shift.starts)
            self._add_time(f"{day}_{number}_to", _("%(day)s, shift %(number)d, to") % words, shift and shift.ends)

    def _add_time(self, name: str, label: str, minutes: int | None) -> None:
        initial = clock(minutes % MINUTES) if minutes is not None else None
        field = forms.TimeField(label=label, required=False, widget=TimeInput(), initial=initial)
        self.fields[name] = field

    def clean(self) -> None:
        self.hours = {day: self._hours_of(day) for day in self.days}

    def _hours_of(self, day: str) -> str:
        if any(name.startswith(f"{day}_") for name in self.errors):
            return ""
        if not self.cleaned_data.get(day):
            self._check_day_off(day)
            return ""
        try:
            shifts = [shift for number in SHIFTS if (shift := self._shift(day, number))]
            check(shifts)
        except ValidationError as error:
            self.add_error(day, error)
            return ""
        return text_of(shifts or [ALL_DAY])

    def _check_day_off(self, day: str) -> None:
        """Hours that were typed for a day that was free and stays so are not lost without a word."""
        typed = any(self.cleaned_data.get(name) is not None for name in self.fields if name.startswith(f"{day}_"))
        if typed and not self.fields[day].initial:
            self.add_error(day, _("Mark it as a working day, or leave its hours empty."))

    def _shift(self, day: str, number: int) -> Shift | None:
        starts, ends = (self.cleaned_data.get(f"{day}_{number}_{end}") for end in ("from", "to"))
        if starts is None and ends is None:
            return None
        if starts is None or ends is None:
            raise ValidationError(_("Say of each shift from when and to when it lasts."))
        first, last = starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute
        # Midnight as the end is that of the day.
        return Shift(first, last or MINUTES)

    @property
    def rows(self) -> Iterator[DayRow]:
        for day in self.days:
            pairs = [(self[f"{day}_{number}_from"], self[f"{day}_{number}_to"]) for number in SHIFTS]
            wrong = [str(error) for field in (self[day], *chain(*pairs)) for error in field.errors]
            yield DayRow(label_of(day), self[day], pairs, list(dict.fromkeys(wrong)))


def label_of(day: str) -> str:
    field: Any = WorkingWeek._meta.get_field(day)
    return capfirst(str(field.verbose_name))


HEADS = (gettext_lazy("First shift"), gettext_lazy("Second shift"), gettext_lazy("Third shift"))
