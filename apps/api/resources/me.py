"""/me: who is calling, and what they may do now."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller, is_allowed
from apps.api.door import Door
from apps.api.envelope import success
from apps.audit.actors import ActorKind


class MeViewSet(Door):
    """Needs no permission: whoever is authenticated may know as whom."""

    names = ("me",)
    collection = {"get": "show"}

    def show(self, request: Request) -> Response:
        return success(
            {
                "account": describe_account(self.account),
                **describe_actor(self.caller),
                "user": describe_user(self.caller.user),
                "permissions": effective_permissions(self.caller),
            }
        )


def describe_account(account: Account) -> dict[str, Any]:
    names = ("id", "name", "number", "language", "time_zone")
    return {name: getattr(account, name) for name in names}


def describe_actor(caller: Caller) -> dict[str, Any]:
    """Either the consumer or the API key; the other is null."""
    actor = caller.actor
    consumer = {"id": int(actor.id), "name": actor.name} if actor.kind == ActorKind.CONSUMER else None
    api_key = {"id": int(actor.id), "key": actor.name} if actor.kind == ActorKind.API_KEY else None
    return {"consumer": consumer, "api_key": api_key}


def describe_user(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name, "email": user.email, "role": user.role} if user else None


def effective_permissions(caller: Caller) -> list[str]:
    """What is granted, without what the account has switched off."""
    return sorted(entry for entry in caller.permissions if is_allowed(caller, *entry.split(":", 1)))
