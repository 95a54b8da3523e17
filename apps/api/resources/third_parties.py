"""/third_parties: whom the company buys from, sells to, or has work done by."""

from __future__ import annotations

from typing import Any

from apps.api.fields import Computed, Field, Row
from apps.api.kinds import Text, Whole, Yes
from apps.api.resources.base import ResourceViewSet
from apps.api.seeking import chosen
from apps.company.models import ThirdParty, ThirdPartyType

TYPES_ON_THE_WIRE = {
    ThirdPartyType.SERVICE_PROVIDER: "SERVICE_PROVIDER",
    ThirdPartyType.MANUFACTURER: "MANUFACTURER",
    ThirdPartyType.SUPPLIER: "SUPPLIER",
    ThirdPartyType.CUSTOMER: "CUSTOMER",
}


BY_TYPE = chosen("third_party_type", TYPES_ON_THE_WIRE)


def list_types(row: Row) -> list[Any]:
    """As a list, which programs expect."""
    return [row["third_party_type"]]


def describe_type(row: Row) -> str:
    return TYPES_ON_THE_WIRE[ThirdPartyType(row["third_party_type"])]


class ThirdPartyViewSet(ResourceViewSet):
    module = "third_parties"
    names = ("third_parties",)
    model = ThirdParty
    lists_all = True
    fields = (
        Field("id", Whole()),
        Field("id_company", Whole(), source="account_number"),
        Field("code", Text()),
        Field("name", Text()),
        Computed("id_third_party_type", ("third_party_type",), list_types, shows=[Whole()]),
        Computed("third_party_type_description", ("third_party_type",), describe_type, shows=Text(), sought=BY_TYPE),
        *(
            Field(name, Text())
            for name in (
                "identification", "email", "telephone_1", "telephone_2", "web_page", "address", "city", "state",
                "country", "zip_code", "groups_1_desc", "groups_2_desc",
            )
        ),
        Field("notes", Text()),
        Field("active", Yes()),
    )  # fmt: skip
    filters = (Field("id_third_party_type", Whole(), source="third_party_type"),)
