"""/modules: which parts of the account's data are open, turned off and on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import modules
from apps.accounts.grants import grants_by_module
from apps.accounts.models import Account
from apps.accounts.modules import Module
from apps.accounts.services import turn_module_off, turn_module_on
from apps.api import bodies, problems, queries
from apps.api.documented import Documented
from apps.api.door import Door
from apps.api.envelope import success
from apps.api.fields import Input
from apps.api.forms import Form
from apps.api.kinds import Text, Whole, Yes

ENABLED = Input("enabled", Yes())
ROW = {"name": Text(), "label": Text(), "description": Text(), "enabled": Yes(), "groups": Whole()}


class ModuleViewSet(Door):
    """A fixed list. A module goes by its `name`, which is the first word of its permissions."""

    module = "modules"
    names = ("modules",)
    collection = {"get": "show"}
    member = {"get": "show_one", "put": "switch"}
    documented = {
        "show": Documented(
            does=gettext_lazy("Each module of the data; `groups` is how many permission groups grant something of it."),
            gives=[ROW], parameters=(),
        ),
        "show_one": Documented(gives=[ROW], errors=(problems.UnknownCode,)),
        "switch": Documented(
            does=gettext_lazy(
                "From the very next call on everything of a module that is off is refused with 403, and nothing in it "
                "can be granted or agreed to. Nothing is lost: on again, everything is as it was."
            ),
            gives=[ROW], takes=(ENABLED,), required=(ENABLED.name,), errors=(problems.UnknownCode,),
        ),
    }  # fmt: skip

    def show(self, request: Request) -> Response:
        return self.answer(request, modules.data())

    def show_one(self, request: Request, code: str) -> Response:
        return self.answer(request, [found(code)])

    def switch(self, request: Request, code: str) -> Response:
        module = found(code)
        values = Form.of((), (ENABLED,)).values(bodies.read(request._request), is_new=False)
        if ENABLED.name not in values:
            raise problems.InvalidFields({ENABLED.name: gettext_lazy("This field is required.")})
        turn = turn_module_on if values[ENABLED.name] else turn_module_off
        turn(account=self.account, module=module.name, by=self.caller.actor)
        return self.answer(request, [module])

    def answer(self, request: Request, chosen: list[Module]) -> Response:
        query, rows = queries.read(request.query_params, ()), self.rows(chosen)
        response = success(rows, total=len(rows))
        if query.warning:
            response["Warning"] = query.warning
        return response

    def rows(self, chosen: list[Module]) -> list[dict[str, Any]]:
        """As things are at this moment."""
        granted = grants_by_module(self.account)
        enabled = Account.objects.values_list("enabled_modules", flat=True).get(pk=self.account.pk)
        return [
            {
                "name": module.name,
                "label": str(module.label),
                "description": str(module.about),
                "enabled": module.name in enabled,
                "groups": granted[module.name],
            }
            for module in chosen
        ]


def found(name: str) -> Module:
    """The module of the data. Raises UnknownCode for any other word."""
    module = modules.get(name)
    if module is None or module.is_settings:
        raise problems.UnknownCode
    return module
