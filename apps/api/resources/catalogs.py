"""/catalogs: the auxiliary catalogs that there are, and whether each takes other values than its entries."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api import bodies, problems, queries
from apps.api.documented import Documented
from apps.api.door import Door
from apps.api.envelope import success
from apps.api.fields import Input
from apps.api.forms import Form
from apps.api.kinds import Text, Whole, Yes
from apps.company import catalogs
from apps.company.catalogs.overview import Overview, overview
from apps.company.services.catalogs import set_closed

SHOWN = {
    "name": Text(), "description": Text(), "is_closed": Yes(), "entries": Whole(), "active_entries": Whole(),
    "used_in": [Text()],
}  # fmt: skip
IS_CLOSED = Input("is_closed", Yes())


class CatalogViewSet(Door):
    """The registry of the code with what the account says of each: a short list, which has no pages."""

    module = "auxiliary_catalogs"
    names = ("catalogs",)
    collection = {"get": "show"}
    member = {"get": "show_one", "put": "change"}
    documented = {
        "show": Documented(gives=[SHOWN]),
        "show_one": Documented(gives=[SHOWN], errors=(problems.UnknownCode,)),
        "change": Documented(
            gives=[SHOWN], takes=(IS_CLOSED,), required=(IS_CLOSED.name,), errors=(problems.UnknownCode,)
        ),
    }

    def show(self, request: Request) -> Response:
        return self.answer(request, overview(self.account))

    def show_one(self, request: Request, code: str) -> Response:
        return self.answer(request, self.found(code))

    def change(self, request: Request, code: str) -> Response:
        """Whether the fields that take their values from it accept nothing else."""
        self.found(code)
        values = Form.of((), (IS_CLOSED,)).values(bodies.read(request._request), is_new=False)
        if IS_CLOSED.name not in values:
            raise problems.InvalidFields({IS_CLOSED.name: _("This field is required.")})
        set_closed(account=self.account, catalog=code, is_closed=values[IS_CLOSED.name], by=self.caller.actor)
        return self.answer(request, self.found(code))

    def found(self, code: str) -> list[Overview]:
        """The one of this name. Raises UnknownCode."""
        if catalogs.get(code) is None:
            raise problems.UnknownCode
        return overview(self.account, code)

    def answer(self, request: Request, rows: list[Overview]) -> Response:
        query = queries.read(request.query_params, ())
        response = success([described(row) for row in rows], total=len(rows))
        if query.warning:
            response["Warning"] = query.warning
        return response


def described(row: Overview) -> dict[str, Any]:
    return {
        "name": row.kind.name, "description": str(row.kind.label), "is_closed": row.is_closed,
        "entries": row.entries, "active_entries": row.active, "used_in": row.used_in,
    }  # fmt: skip
