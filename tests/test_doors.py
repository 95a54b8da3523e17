"""What holds at all three doors, for every URL of the resolver: who is let in, by which method, with which headers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.accounts import modules
from apps.accounts.models import Account, User
from apps.api.urls import RESOURCES
from apps.connections.models import Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.addresses import Address, every_address
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, token_for
from tests.api.samples import one_of_each
from tests.conftest import sign_in
from tests.factories import TESTER, new_api_key, new_code_consumer

ADDRESSES = every_address()
pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(account: Account, ana: User, bruno: User) -> Account:
    """A row for every address that needs one."""
    one_of_each(account)
    new_api_key(account)
    grant_authorization(consumer=new_code_consumer(account).owner, user=ana, scopes=["items:view"], by=TESTER)
    sign_in(ana)
    return account


def one_path(address: Address, account: Account) -> str:
    return address.paths(account)[0]


# --- who is let in by the doors for programs -------------------------------------------------------------------------

PROGRAMS = ("nobody", "a person's session", "a token", "a token without permissions", "a dead token", "a key pair")
PUBLIC = {
    "oauth:authorization-server", "oauth:openid-configuration", "oauth:protected-resource", "oauth:jwks", "guide",
    "schema", "docs", "docs-redirect",
}  # fmt: skip
OF_PEOPLE = {"oauth:authorize", "oauth:end-session", "oauth:sign-out"}
API_NAMES = {name for resource in RESOURCES for name in resource.names} | {"unknown"}
OF_THE_API = [address for address in ADDRESSES if address.name.removesuffix("-one") in API_NAMES]
MACHINES = ("oauth:token", "oauth:revoke-token", "oauth:introspect", "oauth:pushed-request")
FOR_CLIENTS = [address for address in ADDRESSES if address.name in MACHINES]


def ask_as(who: str, account: Account, ana: User) -> Any:
    """Something that asks `(method, path)` as `who`."""
    if who == "a person's session":
        return sign_in(ana).generic
    if who == "a key pair":
        pair = new_api_key(account)
        return Signer(pair.owner.key, pair.plain).call
    names = [resource.module for resource in RESOURCES if resource.module]
    actions = {"a token": "view", "a token without permissions": "reports"}
    tokens = {holder: [f"{name}:{action}" for name in names] for holder, action in actions.items()}
    if who in tokens:
        return Program(token_for(account, tokens[who])).call
    dead = token_for(account)
    Consumer.objects.update(is_enabled=False)
    return Program(dead if who == "a dead token" else "").call


def expected_of_api(who: str, method: str, name: str) -> set[int]:
    if name == "unknown":
        return {404}
    if who in ("nobody", "a person's session", "a dead token"):
        return {401}
    resource = next(resource for resource in RESOURCES if name.removesuffix("-one") in resource.names)
    offered = resource.member if name.endswith("-one") else resource.collection
    if method.lower() not in offered:
        return {405}
    if resource.module is None:
        return {200}
    if not is_permitted(who, method, resource.module):
        return {403}
    # Nothing is in the body: whoever may write is told so, or has changed nothing.
    return {200} if method == "GET" else {200, 400}


def is_permitted(who: str, method: str, module: str) -> bool:
    if who == "a key pair":
        return module in {entry.name for entry in modules.data()}
    return who == "a token" and method == "GET"


@pytest.mark.parametrize("who", PROGRAMS)
def test_R107_R066_the_api_lets_in_a_token_or_a_signature_and_nobody_else(
    account: Account, ana: User, who: str
) -> None:
    one_of_each(account)
    Account.objects.update(calls_per_minute=100_000)
    ask, wrong = ask_as(who, account, ana), []
    for address in OF_THE_API:
        for where in (one_path(address, account), one_path(address, account).rstrip("/") + "/"):
            for method in ("GET", "POST", "PUT", "DELETE"):
                # A key pair may really delete documents: the next method finds the row all the same.
                with transaction.atomic():
                    status = ask(method, where).status_code
                    transaction.set_rollback(True)
                if status not in expected_of_api(who, method, address.name):
                    wrong.append(f"{who}: {method} {where} answers {status}")
    assert wrong == []


@pytest.mark.parametrize("who", PROGRAMS)
@pytest.mark.parametrize("address", FOR_CLIENTS, ids=str)
def test_the_oauth_door_lets_in_a_client_and_nobody_else(
    account: Account, ana: User, address: Address, who: str
) -> None:
    ask = ask_as(who, account, ana)
    assert ask("GET", one_path(address, account)).status_code == 405
    assert ask("POST", one_path(address, account)).status_code in (400, 401)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_metadata_is_for_everybody(account: Account, name: str) -> None:
    address = next(address for address in ADDRESSES if address.name == name)
    assert Client().get(one_path(address, account)).status_code == 200
    assert Client().post(one_path(address, account)).status_code == 405


@pytest.mark.parametrize("who", PROGRAMS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_userinfo_lets_in_a_token_that_was_issued_for_signing_in(
    account: Account, ana: User, who: str, method: str
) -> None:
    expected = 403 if who in ("a token", "a token without permissions") else 401
    assert ask_as(who, account, ana)(method, reverse("oauth:userinfo")).status_code == expected


def test_every_address_for_programs_is_in_a_table() -> None:
    known = {*PUBLIC, *(address.name for address in (*OF_THE_API, *FOR_CLIENTS)), *OF_PEOPLE, "oauth:userinfo"}
    resolved = {address.name for address in ADDRESSES if is_for_programs(address)}
    assert resolved == known


def is_for_programs(address: Address) -> bool:
    return address.name.startswith("oauth:") or (not address.name.startswith("settings:") and is_in_api(address))


def is_in_api(address: Address) -> bool:
    arguments = dict.fromkeys(address.needs, "1")
    return reverse(address.name, kwargs=arguments).startswith("/api/")


# --- other methods ----------------------------------------------------------------------------------------------------


@pytest.mark.any_database
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "BREW"])
def test_R032_other_methods_do_nothing_and_break_nothing(rows: Account, ana: User, method: str) -> None:
    client = sign_in(ana)
    before = _state(rows)
    for address in ADDRESSES:
        response = client.generic(method, one_path(address, rows))
        assert response.status_code < 500, address
    assert _state(rows) == before


@pytest.mark.any_database
def test_R032_R075_a_header_does_not_change_the_method(rows: Account, ana: User) -> None:
    client, before = sign_in(ana), _state(rows)
    headers = dict.fromkeys(("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"), "POST")
    for address in ADDRESSES:
        client.get(one_path(address, rows), headers=headers)
    assert _state(rows) == before


def _state(account: Account) -> list[Any]:
    return [
        list(Consumer.objects.of(account).values("pk", "name", "is_enabled")),
        list(Authorization.objects.of(account).values("pk", "scope", "revoked_at")),
        list(User.objects.of(account).order_by("pk").values("pk", "name", "role", "is_active", "password", "language")),
    ]
