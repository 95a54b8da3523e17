"""/transactions_log: who did what, from where, in the words of the portal's own list; the newest first."""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import or_
from typing import Any

from rest_framework import serializers

from apps.accounts.transactions import CONDITIONS, module_of, submodule_of
from apps.api.fields import Computed, Field, Row
from apps.api.filters import columns_of
from apps.api.kinds import Date, Text, Whole
from apps.api.resources.base import ResourceViewSet
from apps.audit.events import kind_of, sentence_of
from apps.audit.models import Transaction

NAMED = ("module", "action", "target_type", "target_name")


def entry_of(row: Row) -> Transaction:
    return entry(*(row[name] for name in NAMED))


# Four fields ask in turn for each row.
@lru_cache(maxsize=1)
def entry(*values: str) -> Transaction:
    return Transaction(**dict(zip(NAMED, values, strict=True)))


class TransactionViewSet(ResourceViewSet):
    """`module`, `sub_module` and `action` are found by their words in the caller's language, and by their names."""

    module = "transactions_log"
    names = ("transactions_log",)
    model = Transaction
    lists_all = True
    member = {}
    dates = {"event_date": "at"}
    fields = (
        Field("id", Whole(), source="number"),
        Field("event_date", Date(), source="at"),
        Field("ip_address", Text(), source="address"),
        Field("name", Text(), source="actor_name"),
        Field("email", Text(), source="actor_email"),
        Computed("module", NAMED, lambda row: module_of(entry_of(row)), shows=Text()),
        Computed("sub_module", NAMED, lambda row: submodule_of(entry_of(row)), shows=Text()),
        Computed("action", NAMED, lambda row: kind_of(entry_of(row)), shows=Text()),
        Computed("description", NAMED, lambda row: sentence_of(entry_of(row)), shows=Text()),
        Computed("data_action", ("changes",), lambda row: row["changes"], shows=serializers.DictField()),
    )
    led_to = tuple(CONDITIONS)
    filters = tuple(Field(name, Text()) for name in CONDITIONS)

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        asked = [condition(values.pop(name)) for name, condition in CONDITIONS.items() if name in values]
        return reduce(or_, (columns_of(one) or {} for one in asked), values)
