"""What needs the password again: everything that makes, shows, changes or ends what others get in with."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from django.test import Client

from apps.accounts.models import Account, PermissionGroup, User
from apps.accounts.session import Session
from apps.audit.models import Transaction
from apps.connections.models import ApiKey, Consumer
from tests.conftest import sign_in
from tests.factories import GroupFactory, new_api_key, new_consumer
from tests.settings.conftest import HTMX, age_sign_in

pytestmark = pytest.mark.django_db

KEY, CONSUMERS = "/settings/api-connections/key/", "/settings/api-connections/consumers/"
GROUPS, USERS = "/settings/user-accounts/permission-groups/", "/settings/user-accounts/accounts/"
SESSIONS, POLICY = "/settings/security/sessions/", "/settings/security/api-policy/"


class Deed(NamedTuple):
    method: str
    path: str
    data: dict[str, Any]


DEEDS = [
    Deed("post", f"{KEY}create/", {}),
    Deed("post", f"{KEY}reveal/", {}),
    Deed("post", f"{KEY}rotate/", {"overlap": "0"}),
    Deed("post", f"{KEY}end-old/", {}),
    Deed("post", f"{KEY}delete/", {"word": "x"}),
    Deed("post", f"{CONSUMERS}add/", {"name": "Otro"}),
    Deed("post", f"{CONSUMERS}{{consumer}}/", {"name": "Otro"}),
    Deed("post", f"{CONSUMERS}{{consumer}}/rotate/", {"overlap": "0"}),
    Deed("post", f"{CONSUMERS}{{consumer}}/end-old/", {}),
    Deed("post", f"{CONSUMERS}{{consumer}}/delete/", {}),
    Deed("post", f"{CONSUMERS}delete/?selected={{consumer}}", {}),
    Deed("post", f"{GROUPS}add/", {"name": "Otro"}),
    Deed("post", f"{GROUPS}{{group}}/", {"name": "Otro"}),
    Deed("post", f"{GROUPS}{{group}}/delete/", {}),
    Deed("post", f"{USERS}add/", {"name": "Otra", "email": "otra@aguas.example", "role": "super_administrator"}),
    Deed("post", f"{USERS}{{user}}/", {"name": "Otro", "email": "otro@aguas.example", "role": "super_administrator"}),
    Deed("get", "/settings/transactions-log/export/", {}),
    Deed("post", POLICY, {"access_token_minutes": "60"}),
    Deed("post", f"{SESSIONS}{{session}}/end/", {}),
    Deed("post", f"{SESSIONS}{{session}}/end-all/", {}),
    Deed("post", SESSIONS, {"action": "end", "selected": "{session}"}),
]


@pytest.fixture
def rows(account: Account, bruno: User) -> dict[str, int]:
    new_api_key(account)
    sign_in(bruno)
    return {
        "consumer": new_consumer(account, name="Puente").owner.pk,
        "group": GroupFactory.create(account=account, name="Grupo").pk,
        "user": bruno.pk,
        "session": Session.objects.get(user=bruno).pk,
    }


def state() -> list[Any]:
    models = (Consumer, PermissionGroup, User, ApiKey, Account)
    sessions = Session.objects.order_by("pk").values_list("pk", "user_id")
    return [*(list(model._default_manager.order_by("pk").values()) for model in models), list(sessions)]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "panel"])
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: f"{deed.method} {deed.path}")
def test_R140_it_needs_the_password_of_the_last_ten_minutes(
    ana: User, rows: dict[str, int], deed: Deed, headers: dict[str, str]
) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    before, recorded = state(), Transaction.objects.count()
    data = {name: value.format(**rows) for name, value in deed.data.items()}
    answer = getattr(client, deed.method)(deed.path.format(**rows), data, headers=headers)
    way = answer.headers.get("HX-Redirect") or answer.headers.get("Location", "")
    assert way.startswith("/confirm/?next="), answer.status_code
    assert (state(), Transaction.objects.count()) == (before, recorded)


def test_R140_looking_needs_no_password(ana: User, rows: dict[str, int]) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    pages = (KEY, CONSUMERS, f"{CONSUMERS}{{consumer}}/", GROUPS, f"{GROUPS}{{group}}/", f"{USERS}{{user}}/", SESSIONS,
             f"{SESSIONS}{{session}}/", POLICY)  # fmt: skip
    assert {client.get(page.format(**rows)).status_code for page in pages} == {200}


def test_R140_the_password_of_another_session_does_not_count(ana: User, rows: dict[str, int]) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    sign_in(ana)
    assert client.post(f"{KEY}reveal/").headers["Location"].startswith("/confirm/")


def test_R140_nobody_without_a_session_steps_up(rows: dict[str, int]) -> None:
    assert Client().post("/confirm/", {"password": "x"}).headers["Location"].startswith("/sign-in/")
