"""/me: who is calling, what they may do now, how often, and until when."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Account, User
from apps.accounts.permissions import Caller, is_allowed
from apps.api.authentication import consumer_of
from apps.api.documented import Documented, OneOf, OrNull
from apps.api.door import Door
from apps.api.envelope import success
from apps.api.kinds import Date, Text, Whole, shown
from apps.audit.actors import ActorKind
from apps.connections.callers import scopes_now
from apps.connections.models import AccessToken, Consumer

GIVEN = {
    "account": {"id": Whole(), "name": Text(), "number": Whole(), "language": Text(), "time_zone": Text()},
    "consumer": OrNull({"id": Whole(), "client_id": Text(), "name": Text()}),
    "api_key": OrNull({"id": Whole(), "key": Text()}),
    "user": OrNull({"id": Whole(), "name": Text(), "email": Text(), "role": Text()}),
    "permissions": [Text()],
    "limits": {"account": Whole(), "consumer": OrNull(Whole())},
    "token": OrNull({"token_type": OneOf(("Bearer", "DPoP")), "scope": [Text()], "expires_at": Date()}),
}


class MeViewSet(Door):
    """Needs no permission: whoever is authenticated may know as whom."""

    names = ("me",)
    collection = {"get": "show"}
    documented = {"show": Documented(gives=GIVEN)}

    def show(self, request: Request) -> Response:
        consumer = consumer_of(request)
        return success(
            {
                "account": describe_account(self.account),
                "consumer": describe_consumer(consumer),
                "api_key": describe_api_key(self.caller),
                "user": describe_user(self.caller.user),
                "permissions": effective_permissions(self.caller),
                "limits": describe_limits(self.account, consumer),
                "token": describe_token(getattr(request.successful_authenticator, "token", None)),
            }
        )


def describe_account(account: Account) -> dict[str, Any]:
    names = ("id", "name", "number", "language", "time_zone")
    return {name: getattr(account, name) for name in names}


def describe_consumer(consumer: Consumer | None) -> dict[str, Any] | None:
    return {"id": consumer.pk, "client_id": consumer.client_id, "name": consumer.name} if consumer else None


def describe_api_key(caller: Caller) -> dict[str, Any] | None:
    actor = caller.actor
    return {"id": int(actor.id), "key": actor.name} if actor.kind == ActorKind.API_KEY else None


def describe_limits(account: Account, consumer: Consumer | None) -> dict[str, Any]:
    """Calls a minute: of the account in all, and of the consumer where it has a limit of its own."""
    own = consumer.calls_per_minute if consumer else None
    return {"account": account.calls_per_minute, "consumer": own}


def describe_token(token: AccessToken | None) -> dict[str, Any] | None:
    if token is None:
        return None
    kind = "DPoP" if token.jkt else "Bearer"
    return {"token_type": kind, "scope": scopes_now(token).split(), "expires_at": shown(token.expires)}


def describe_user(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name, "email": user.email, "role": user.role} if user else None


def effective_permissions(caller: Caller) -> list[str]:
    """What is granted, without what the account has switched off."""
    return sorted(entry for entry in caller.permissions if is_allowed(caller, *entry.split(":", 1)))
