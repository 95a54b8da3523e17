"""/guest_portal: what the public form asks, whether it is open, and another link for it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems
from apps.api.documented import Documented, OneOf, OrNull
from apps.api.door import Door
from apps.api.envelope import success
from apps.api.fields import Input
from apps.api.forms import Form
from apps.api.kinds import Choice, Date, Text, Whole, Yes, shown
from apps.api.once import with_secret
from apps.api.resources.base import messages_of, without_echo
from apps.company.models import FieldUse, GuestPortal
from apps.company.models.guest_portal import NEVER_DEMANDED, USES
from apps.company.services.guest_portal import FORM_FIELDS, guest_portal_of, reset_guest_link, update_guest_portal

ANY_USE = tuple(FieldUse.values)
SHOWN_OR_NOT = tuple(value for value in ANY_USE if value != FieldUse.REQUIRED)
USE_OF = {name: SHOWN_OR_NOT if name in NEVER_DEMANDED else ANY_USE for name in USES}
TEXTS = tuple(name for name in FORM_FIELDS if name.startswith(("welcome", "thanks")))
TAKES = (
    Input("is_open", Yes()),
    *(Input(name, Choice({value: value for value in values})) for name, values in USE_OF.items()),
    Input("most_files", Whole()),
    *(Input(name, Text()) for name in TEXTS),
)
RESET = Input("reset", Yes())
NAMES = ("is_open", *FORM_FIELDS)
GIVEN = [
    {
        "is_open": Yes(),
        "made_at": OrNull(Date()),
        **{name: OneOf(values) for name, values in USE_OF.items()},
        "most_files": Whole(),
        **{name: Text() for name in TEXTS},
    }
]


class GuestPortalViewSet(Door):
    """A list of one. The link itself stands only in the answer that made it; people read it in the portal."""

    module = "guest_portal"
    names = ("guest_portal",)
    collection = {"get": "show", "put": "change", "post": "reset"}
    keeps_answers = False
    documented = {
        "show": Documented(
            does=gettext_lazy("`made_at` is since when its link works; null before there is one."), gives=GIVEN
        ),
        "change": Documented(
            does=gettext_lazy("Changes what is given. `is_open` opens the form to everybody who has its link."),
            gives=GIVEN, takes=TAKES,
        ),
        "reset": Documented(
            does=gettext_lazy(
                "Gives the form another link; the old one stops working at once. `link` stands in this answer and in "
                "no other. So that nobody does it by accident, `reset` must be true."
            ),
            gives=[{"link": Text(), **GIVEN[0]}], takes=(RESET,), required=(RESET.name,),
        ),
    }  # fmt: skip

    def show(self, request: Request) -> Response:
        return success([described(guest_portal_of(self.account))], total=1)

    def change(self, request: Request) -> Response:
        body = without_echo(bodies.read(request._request), described(guest_portal_of(self.account)))
        fields = Form.of((), TAKES).values(body, is_new=False)
        try:
            portal = update_guest_portal(account=self.account, by=self.caller.actor, **fields)
        except ValidationError as error:
            raise problems.InvalidFields(messages_of(error, {})) from error
        return success([described(portal)], total=1)

    def reset(self, request: Request) -> Response:
        if not Form.of((), (RESET,)).values(bodies.read(request._request), is_new=True).get(RESET.name):
            raise problems.InvalidFields({RESET.name: _("This field is required.")})
        portal = reset_guest_link(account=self.account, by=self.caller.actor)
        return with_secret(success([described(portal)], status=201), link=portal.link)


def described(portal: GuestPortal) -> dict[str, Any]:
    found = {name: getattr(portal, name) for name in NAMES}
    return {"is_open": found.pop("is_open"), "made_at": shown(portal.made_at) if portal.digest else None, **found}
