"""/financial: in which currency the account reckons, and how its numbers are written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.number_formats import DecimalFormat
from apps.api.documented import Documented, OrNull
from apps.api.fields import Field
from apps.api.kinds import Choice, Text, Whole
from apps.api.resources.single import SingleViewSet
from apps.company.services.financial import FINANCIAL_FIELDS, update_financial_settings

GIVEN = {
    "currency": Text(),
    "decimal_format": Choice({value: value for value in DecimalFormat.values}),
    "decimals": OrNull(Whole()),
}


class FinancialViewSet(SingleViewSet):
    module = "financial"
    names = ("financial",)
    takes = (
        Field("currency", Text(), writes="currency"),
        Field("decimal_format", GIVEN["decimal_format"], writes="decimal_format"),  # type: ignore[arg-type]
        Field("decimals", Whole(allow_null=True, min_value=0), writes="decimals"),
    )
    documented = {
        "show": Documented(
            does=gettext_lazy(
                "The currency of every cost, blank until it is chosen, and how the portal writes numbers. `decimals` "
                "is how many an amount shows; null means as many as its currency has. In the API amounts are plain "
                "numbers, whatever it says."
            ),
            gives=GIVEN,
        ),
        "change": Documented(
            does=gettext_lazy(
                "Changes what the body names. The currency cannot be changed any more as soon as there are costs or "
                "exchange rates in it: `invalid_fields` says which."
            ),
            takes=takes,
            gives=GIVEN,
        ),
    }

    def shown(self) -> dict[str, Any]:
        account = Account.objects.get(pk=self.account.pk)
        return {name: getattr(account, name) for name in FINANCIAL_FIELDS}

    def write(self, values: dict[str, Any]) -> None:
        update_financial_settings(account=self.account, by=self.caller.actor, **values)
