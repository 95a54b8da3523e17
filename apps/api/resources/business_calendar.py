"""/business_calendar: the working week of the company."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from apps.api.documented import Documented
from apps.api.fields import Field
from apps.api.kinds import Text, Texts
from apps.api.resources.single import SingleViewSet
from apps.company.calendar.shifts import MAX_SHIFTS
from apps.company.models import WEEKDAYS, WorkingWeek
from apps.company.services.business_calendar import update_working_week

HOURS = Texts(max_length=MAX_SHIFTS)
GIVEN = {"time_zone": Text(), **{day: [Text()] for day in WEEKDAYS}}
ABOUT = gettext_lazy(
    "The shifts of each weekday in the account's time zone, such as `08:00-12:00`; `00:00-24:00` is the whole day, and "
    "a day without shifts is free. Holidays are at `/holidays`."
)


class BusinessCalendarViewSet(SingleViewSet):
    module = "business_calendar"
    names = ("business_calendar",)
    takes = tuple(Field(day, HOURS, writes=day) for day in WEEKDAYS)
    documented = {
        "show": Documented(does=ABOUT, gives=GIVEN),
        "change": Documented(
            does=gettext_lazy("Changes the weekdays that the body names, and moves the pending tasks accordingly."),
            takes=takes,
            gives=GIVEN,
        ),
    }

    def shown(self) -> dict[str, Any]:
        week = WorkingWeek.objects.of(self.account).first() or WorkingWeek(account=self.account)
        return {"time_zone": self.account.time_zone} | {day: getattr(week, day).split() for day in WEEKDAYS}

    def write(self, values: dict[str, Any]) -> None:
        hours = {day: " ".join(shifts) for day, shifts in values.items()}
        update_working_week(account=self.account, by=self.caller.actor, **hours)
