"""/account: what the account is, whose, and what it uses of its plan."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import usage
from apps.accounts.models import Account, User
from apps.api.documented import Documented, OrNull
from apps.api.door import Door
from apps.api.envelope import success
from apps.api.kinds import Date, Text, Whole, shown

USAGE = {"name": Text(), "used": Whole(), "limit": OrNull(Whole())}
GIVEN = {
    "id": Whole(), "name": Text(), "number": Whole(), "created_at": Date(),
    "owner": OrNull({"id": Whole(), "name": Text(), "email": Text()}),
    "usage": [USAGE], "storage_bytes": Whole(), "closes_at": OrNull(Date()),
}  # fmt: skip


class AccountFactsViewSet(Door):
    """Handing it over and closing it take a person, who proves in the portal that it is them."""

    module = "account"
    names = ("account",)
    collection = {"get": "show"}
    documented = {
        "show": Documented(
            does=gettext_lazy(
                "The account, its owner, and what it uses of its plan: active users, OAuth consumers, calls in this "
                "calendar month, and storage of files, in bytes. Handing the account over and closing it are done in "
                "the portal only, by its owner, who confirms it with their password."
            ),
            gives=GIVEN,
        )
    }

    def show(self, request: Request) -> Response:
        account = Account.objects.get(pk=self.account.pk)
        uses = {one.name: one for one in usage.of(account)}
        return success(
            {
                "id": account.pk,
                "name": account.name,
                "number": account.number,
                "created_at": shown(account.created_at),
                "owner": described_owner(account),
                "usage": [{"name": one.name, "used": one.used, "limit": one.limit} for one in uses.values()],
                "storage_bytes": uses["storage"].used,
                "closes_at": shown(account.closes_at),
            }
        )


def described_owner(account: Account) -> dict[str, Any] | None:
    owner = User.objects.of(account).owner()
    return {"id": owner.pk, "name": owner.name, "email": owner.email} if owner else None
