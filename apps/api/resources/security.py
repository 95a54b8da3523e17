"""/security: what the account demands of its people's passwords and second steps, and of the programs that call."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.security_policy import TwoStepFor
from apps.accounts.services import SECURITY_FIELDS, update_security
from apps.api.documented import Documented, OrNull
from apps.api.fields import Field
from apps.api.kinds import Choice, Text, Whole, Yes
from apps.api.resources.single import SingleViewSet

FOR = Choice({value: value for value in TwoStepFor.values})
NUMBERS = (
    "password_length", "password_length_with_two_step", "password_days", "password_history", "password_failures",
    "access_token_minutes", "refresh_idle_days", "refresh_absolute_days",
)  # fmt: skip
WRITTEN = (
    *(Field(name, Whole(min_value=0), writes=name) for name in NUMBERS),
    Field("secret_days", Whole(min_value=0, allow_null=True), writes="secret_days"),
    Field("calls_per_minute", Whole(min_value=1, max_value=100_000), writes="calls_per_minute"),
    Field("two_step_for", FOR, writes="two_step_for"),
    Field("allowed_networks", Text(max_length=4000), writes="allowed_networks"),
    Field("must_sign_bodies", Yes(), writes="must_sign_bodies"),
    Field("allows_basic", Yes(), writes="allows_basic"),
)
GIVEN = {field.name: field.kind for field in WRITTEN} | {"secret_days": OrNull(Whole())}


class SecurityViewSet(SingleViewSet):
    module = "security"
    names = ("security",)
    takes = WRITTEN
    documented = {
        "show": Documented(
            does=gettext_lazy(
                "The rules of the account, as Security shows them. `allowed_networks` has one network in each line; "
                "empty lets programs call from anywhere. `secret_days` null lets secrets work until they are replaced."
            ),
            gives=GIVEN,
        ),
        "change": Documented(
            does=gettext_lazy(
                "Changes what the body names; it counts from the next request on, also for who calls this."
            ),
            takes=takes,
            gives=GIVEN,
        ),
    }

    def shown(self) -> dict[str, Any]:
        account = Account.objects.get(pk=self.account.pk)
        return {name: getattr(account, name) for name in GIVEN}

    def write(self, values: dict[str, Any]) -> None:
        update_security(account=self.account, by=self.caller.actor, **values)


assert set(GIVEN) == set(SECURITY_FIELDS)  # noqa: S101 - a policy that the API forgot would stop the start
