"""/single_sign_on: the provider at which the account's people sign in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from apps.accounts.models import SingleSignOn
from apps.accounts.services import configure_single_sign_on
from apps.api.documented import Documented
from apps.api.fields import Field, Input
from apps.api.kinds import Text, Texts, Yes
from apps.api.resources.single import SingleViewSet

WRITTEN = (
    Field("is_on", Yes(), writes="is_on"),
    Field("is_required", Yes(), writes="is_required"),
    Field("name", Text(max_length=60), writes="name"),
    Field("issuer", Text(max_length=255), writes="issuer"),
    Field("client_id", Text(max_length=191), writes="client_id"),
    Field("domains", Texts(max_length=10), writes="domains"),
)
GIVEN = {field.name: field.kind for field in WRITTEN} | {"domains": [Text()], "permitted_issuers": [Text()]}


class SingleSignOnViewSet(SingleViewSet):
    """The client secret goes in and never comes out."""

    module = "security"
    names = ("single_sign_on",)
    takes = (*WRITTEN, Input("client_secret", Text(max_length=500)))
    documented = {
        "show": Documented(
            does=gettext_lazy("Where the account's people sign in instead of here, and which issuers may be chosen."),
            gives=GIVEN,
        ),
        "change": Documented(
            does=gettext_lazy(
                "Changes what the body names. Another `issuer` needs its own `client_secret`, which no answer ever "
                "holds; when it is turned on the provider is asked for its document. `is_required` ends the sessions "
                "of everybody but Super Administrators."
            ),
            takes=takes,
            gives=GIVEN,
        ),
    }

    def shown(self) -> dict[str, Any]:
        found = SingleSignOn.objects.of(self.account)
        return {name: getattr(found, name) for name in GIVEN if name != "permitted_issuers"} | {
            "permitted_issuers": settings.SSO_ISSUERS
        }

    def write(self, values: dict[str, Any]) -> None:
        configure_single_sign_on(account=self.account, by=self.caller.actor, **values)
