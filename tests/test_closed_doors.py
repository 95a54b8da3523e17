"""Every way in × everything that can be taken away: what was allowed a moment ago is asked again each time (R018).

Rows are changed directly, without the service that would also end tokens and sessions: each way in must see for itself.
What can be undone is cut off by its service, and refused as well: nothing is remembered of what was allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, PermissionGroup, User
from apps.connections.models import Authorization, Consumer
from apps.connections.services.enabling import disable_consumers, restore_consumers
from apps.connections.services.revoking import restore_authorizations, revoke_authorizations
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, new_api_key, new_code_consumer
from tests.oauth import flow
from tests.oauth.flow import App
from tests.undone import undone

SCOPE = "openid items:view"


@dataclass
class World:
    """Everything that was handed out while all was well."""

    app: App
    code: str
    issued: dict[str, Any]
    signer: Signer
    browser: Client


@pytest.fixture
def world(account: Account, bruno: User) -> World:
    key = new_api_key(account)
    app = new_code_consumer(account, permission_group=GroupFactory.create(account=account), offers_sign_in=True)
    issued, code = flow.tokens(app, bruno, scope=SCOPE), flow.code(app, bruno, scope=SCOPE)
    return World(app, code, issued, Signer(key.owner.key, key.plain), sign_in(bruno))


def reads(token: str) -> bool:
    return bool(Program(token).get("/api/items").status_code == 200)


def by_exchange(response: Any) -> bool:
    """Whether the answer of the token endpoint holds a token that opens anything."""
    return response.status_code == 200 and reads(response.json()["access_token"])


def by_introspection(world: World) -> bool:
    headers = flow.basic(world.app.owner.client_id, world.app.plain)
    told = flow.post("/oauth/introspect", {"token": world.issued["access_token"]}, headers).json()
    return bool(told.get("active")) and "items:view" in told["scope"]


def by_userinfo(world: World) -> bool:
    headers = {"Authorization": f"Bearer {world.issued['access_token']}"}
    return Client().get("/oauth/userinfo", headers=headers).status_code == 200


WAYS: dict[str, Callable[[World], bool]] = {
    "code": lambda world: by_exchange(flow.redeem(world.app, world.code)),
    "refresh": lambda world: by_exchange(flow.refresh(world.app, world.issued["refresh_token"])),
    "bearer": lambda world: reads(world.issued["access_token"]),
    "introspect": by_introspection,
    "userinfo": by_userinfo,
    "hawk": lambda world: world.signer.call("GET", "/api/items").status_code == 200,
    "session": lambda world: world.browser.get("/my-authorizations/").status_code == 200,
}
TOKENS = {"code", "refresh", "bearer", "introspect", "userinfo"}
TAKEN: dict[str, tuple[Callable[[], Any], set[str]]] = {
    "the user is deactivated": (lambda: User.objects.update(is_active=False), TOKENS | {"session"}),
    "the account is suspended": (lambda: Account.objects.update(is_active=False), TOKENS | {"session", "hawk"}),
    "the consumer is disabled": (lambda: Consumer.objects.update(is_enabled=False), TOKENS),
    "the authorization is revoked": (lambda: Authorization.objects.update(revoked_at=timezone.now()), TOKENS),
    # Who somebody is does not hang on what they may do.
    "the groups are emptied": (lambda: PermissionGroup.objects.update(permissions=[]), TOKENS - {"userinfo"}),
    "the module is switched off": (
        lambda: Account.objects.update(enabled_modules=[]), TOKENS - {"userinfo"} | {"hawk"}
    ),
}  # fmt: skip


def open_ways(world: World) -> set[str]:
    """The ways that are open; what one of them does is undone before the next is tried."""
    found = set()
    for way, is_open in WAYS.items():
        with undone():
            found |= {way} if is_open(world) else set()
    return found


def test_R018_while_all_is_well_every_way_is_open(world: World) -> None:
    assert open_ways(world) == set(WAYS)


@pytest.mark.parametrize("what", TAKEN)
def test_R018_what_was_taken_away_is_refused_at_once_and_nothing_else(world: World, what: str) -> None:
    take_away, closed = TAKEN[what]
    take_away()
    assert open_ways(world) == set(WAYS) - closed


CUTS: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "disabled": (
        lambda: disable_consumers(consumers=Consumer.objects.all(), by=TESTER),
        lambda: restore_consumers(consumers=Consumer.objects.all(), by=TESTER),
    ),
    "revoked": (
        lambda: revoke_authorizations(authorizations=Authorization.objects.all(), by=TESTER),
        lambda: restore_authorizations(authorizations=Authorization.objects.all(), by=TESTER),
    ),
}


@pytest.mark.parametrize("what", CUTS)
def test_R018_what_can_be_undone_is_refused_at_once_and_afterwards_goes_on_as_if_nothing_had_happened(
    world: World, what: str
) -> None:
    cut, undo = CUTS[what]
    cut()
    assert {way for way, is_open in WAYS.items() if is_open(world)} == set(WAYS) - TOKENS
    undo()
    assert open_ways(world) == set(WAYS)
