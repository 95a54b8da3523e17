"""/holidays: the days of the calendar that are otherwise than their weekday."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Field, Row
from apps.api.filters import Condition, Sought
from apps.api.kinds import Day, Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.company.models import Holiday
from apps.company.models.holiday import DATE_TAKEN, YEARS
from apps.company.services.business_calendar import create_holiday, delete_holidays, update_holiday

MOVES = gettext_lazy("Moves the pending tasks that were planned for it, or because of it, accordingly.")


def in_year(account: Account, year: int) -> Condition:
    """On a date of that year, or on a day of every year."""
    return Q(date__year=year) | Q(recurrent=True)


class HolidayViewSet(ResourceViewSet):
    module = "business_calendar"
    names = ("holidays",)
    model = Holiday
    key = "id"
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update", "delete": "destroy"}
    fields = (
        Field("id", Whole()),
        Field("description", Text(), writes="description", is_required=True),
        Field("date", Day(allow_null=False), writes="date", is_required=True),
        Field("working_day", Yes(), writes="working_day"),
        Field("recurrent", Yes(), writes="recurrent"),
    )
    filters = (
        Field("year", Whole(), sought=Sought(Whole(min_value=YEARS[0], max_value=YEARS[-1]), in_year)),
    )  # fmt: skip
    documented = {
        "create": Documented(does=MOVES, errors=(problems.AlreadyExists,)),
        "update": Documented(does=MOVES, errors=(problems.AlreadyExists,)),
        "destroy": Documented(does=MOVES, gives=[]),
    }

    def add(self, values: dict[str, Any]) -> Model:
        return create_holiday(account=self.account, by=self.caller.actor, **values).row

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        return update_holiday(holiday=self.instance(row), by=self.caller.actor, **values).row

    def remove(self, row: Row) -> None:
        delete_holidays(account=self.account, holidays=[self.instance(row)], by=self.caller.actor)

    def there_already(self, error: ValidationError) -> problems.Text:
        found = error.error_dict.get("date", []) if hasattr(error, "error_dict") else []
        return " ".join(one.messages[0] for one in found if one.code == DATE_TAKEN)
