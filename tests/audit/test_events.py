"""What happens is on the record: who, of which account, from where, when, and in which request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, PermissionGroup, User
from apps.audit.models import Transaction
from apps.connections.models import Authorization, Consumer
from tests.conftest import sign_in
from tests.factories import PASSWORD, new_api_key, new_code_consumer, new_consumer
from tests.oauth import flow
from tests.settings.test_people import NEW_PASSWORD, attempt

CONSUMERS, KEY = "/settings/api-connections/consumers/", "/settings/api-connections/key/"
GROUPS, LOG = "/settings/user-accounts/permission-groups/", "/settings/transactions-log/"
ADDRESS, REQUEST = "203.0.113.7", "the-request-of-this-test"


@pytest.fixture
def client(ana: User) -> Client:
    """Ana at her browser, whose address and requests are known."""
    client = sign_in(ana)
    client.defaults |= {"REMOTE_ADDR": ADDRESS, "HTTP_X_REQUEST_ID": REQUEST}
    return client


def consumer_of(account: Account) -> int:
    return new_consumer(account).owner.pk


def key_of(account: Account) -> str:
    new_api_key(account)
    return KEY


def group_of(account: Account) -> PermissionGroup:
    return PermissionGroup.objects.of(account)[0]


Act = Callable[[Client, Account], Any]
ACTS: dict[str, Act] = {
    "session.signed_out": lambda client, account: client.post("/sign-out/"),
    "session.sign_in_refused": lambda client, account: client.post("/confirm/", {"password": "wrong"}),
    "session.password_changed": lambda client, account: client.post(
        "/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    ),
    "api_connections.consumer_created": lambda client, account: client.post(
        f"{CONSUMERS}add/",
        {"authorization_grant_type": "client-credentials", "name": "Puente", "permission_group": group_of(account).pk},
    ),
    "api_connections.secret_rotated": lambda client, account: client.post(
        f"{CONSUMERS}{consumer_of(account)}/rotate/", {"overlap": "24"}
    ),
    "api_connections.api_key_created": lambda client, account: client.post(f"{KEY}create/"),
    "api_connections.api_secret_revealed": lambda client, account: client.post(f"{key_of(account)}reveal/"),
    "api_connections.api_secret_rotated": lambda client, account: client.post(
        f"{key_of(account)}rotate/", {"overlap": "24"}
    ),
    "api_connections.authorization_granted": lambda client, account: agree(client, account),
    "api_connections.authorization_revoked": lambda client, account: client.post(
        f"/my-authorizations/{agree(client, account)}/revoke/"
    ),
    "user_accounts.group_created": lambda client, account: client.post(
        f"{GROUPS}add/", {"name": "Nuevo", "permissions": ["items:view"]}
    ),
    "account.list_exported": lambda client, account: client.get(f"{LOG}export/"),
}


def agree(client: Client, account: Account) -> int:
    app = new_code_consumer(account)
    flow.answer(flow.decide(client, flow.ask(client, app)))
    return Authorization.objects.get(consumer=Consumer.objects.get(pk=app.owner.pk)).pk


@pytest.mark.parametrize("event", ACTS)
def test_R125_it_is_on_the_record(
    client: Client, ana: User, account: Account, technicians: PermissionGroup, event: str
) -> None:
    before = timezone.now()
    answer = ACTS[event](client, account)
    assert getattr(answer, "status_code", 200) < 400
    module, _, action = event.partition(".")
    entry = Transaction.objects.filter(module=module, action=action).latest("pk")
    assert entry.account == account
    assert (entry.actor_kind, entry.actor_id, entry.actor_email) == ("user", str(ana.pk), ana.email)
    assert (entry.address, entry.request_id) == (ADDRESS, REQUEST)
    assert before <= entry.at <= timezone.now()
    assert entry.at.tzinfo is not None


def test_R125_signing_in_is_on_the_record(ana: User) -> None:
    attempt(Client(REMOTE_ADDR=ADDRESS, headers={"X-Request-ID": REQUEST}), ana.email)
    entry = Transaction.objects.latest("pk")
    assert (entry.module, entry.action, entry.account) == ("session", "signed_in", ana.account)
    assert (entry.actor_email, entry.address, entry.request_id) == (ana.email, ADDRESS, REQUEST)


def test_R125_what_is_undone_leaves_no_record(client: Client, account: Account, technicians: PermissionGroup) -> None:
    before = Transaction.objects.count()
    answer = client.post(f"{CONSUMERS}add/", {"name": ""})
    assert answer.status_code == 422
    assert Transaction.objects.count() == before
