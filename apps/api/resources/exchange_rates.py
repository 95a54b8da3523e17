"""/exchange_rates: what one unit of another currency is worth in the account's own, day by day."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from apps.api import problems
from apps.api.documented import Documented
from apps.api.fields import Field, Row
from apps.api.kinds import Day, Number, Text, Whole
from apps.api.resources.base import ResourceViewSet
from apps.company.models import ExchangeRate
from apps.company.services.exchange_rates import create_exchange_rate, delete_exchange_rates, update_exchange_rate

KEEPS = gettext_lazy("Costs that were converted before keep the rate that they were converted with.")


class ExchangeRateViewSet(ResourceViewSet):
    """A rate counts from its `date` until the next one of its currency. A currency has one a day."""

    module = "financial"
    names = ("exchange_rates",)
    model = ExchangeRate
    lists_all = True
    key = "id"
    collection = {"get": "list", "post": "create"}
    member = {"get": "retrieve", "put": "update", "delete": "destroy"}
    dates = {"date": "date"}
    fields = (
        Field("id", Whole()),
        Field("currency", Text(), writes="currency", is_required=True),
        Field("date", Day(allow_null=False), writes="date", is_required=True),
        Field("rate", Number(allow_null=False), writes="rate", is_required=True),
    )
    documented = {
        "create": Documented(errors=(problems.AlreadyExists,)),
        "update": Documented(does=KEEPS, errors=(problems.AlreadyExists,)),
        "destroy": Documented(does=KEEPS, gives=[]),
    }

    def add(self, values: dict[str, Any]) -> Model:
        return create_exchange_rate(account=self.account, by=self.caller.actor, **values)

    def change(self, row: Row, values: dict[str, Any]) -> Model:
        return update_exchange_rate(exchange_rate=self.instance(row), by=self.caller.actor, **values)

    def remove(self, row: Row) -> None:
        delete_exchange_rates(exchange_rates=[self.instance(row)], by=self.caller.actor)
