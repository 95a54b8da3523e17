"""Nothing that another site makes a signed-in browser send changes anything (R025)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.connections.services.authorizations import grant_authorization
from apps.maintenance.models import Item
from tests.addresses import every_address
from tests.api.helpers import new_item
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER, new_api_key, new_code_consumer
from tests.oauth import flow

# Where a program asks with its own credentials and a cookie means nothing; and where an app's page asks to sign out,
# which shows a form that is protected.
PROGRAMS = {
    "oauth:token", "oauth:revoke-token", "oauth:introspect", "oauth:pushed-request", "oauth:userinfo",
    "oauth:end-session",
}  # fmt: skip


@pytest.fixture
def victim(account: Account, ana: User) -> Client:
    """Ana's browser, which sends her cookies along, but no token of a form."""
    new_item(account, "BOMBA-1")
    new_api_key(account)
    grant_authorization(consumer=new_code_consumer(account).owner, user=ana, scopes=["items:view"], by=TESTER)
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(ana).cookies
    return client


def test_R025_no_form_of_the_portal_is_taken_without_its_token(victim: Client, account: Account) -> None:
    before = Transaction.objects.count()
    taken = {}
    for address in every_address():
        if address.name in PROGRAMS:
            continue
        for path in address.paths(account):
            status = victim.post(path, {}).status_code
            if path.startswith("/api/"):
                assert status in (401, 404, 405), path
            elif status not in (403, 404, 405):
                taken[path] = status
    assert taken == {}
    assert Transaction.objects.count() == before
    assert victim.get("/my-authorizations/").status_code == 200


@pytest.mark.parametrize("path", ["/sign-in/", "/password/reset/", "/language/", "/theme/"])
def test_R025_nor_are_those_for_people_who_are_not_signed_in(ana: User, path: str) -> None:
    form = {"login": ana.email, "password": PASSWORD, "email": ana.email, "language": "en", "theme": "dark"}
    assert Client(enforce_csrf_checks=True).post(path, form).status_code == 403


def test_R025_a_session_alone_writes_nothing_through_the_api(victim: Client, account: Account) -> None:
    new = {"code": "BOMBA-2", "id_type_item": 2, "field_1": "Bomba"}
    for content_type in ("application/json", "application/x-www-form-urlencoded"):
        assert victim.post("/api/items", new, content_type=content_type).status_code == 401
    assert victim.delete("/api/items/BOMBA-1").status_code in (401, 405)
    assert Item.objects.count() == 1


def test_R025_a_session_alone_gets_no_token(victim: Client, account: Account) -> None:
    app = new_code_consumer(account)
    asked = {"grant_type": "client_credentials", "client_id": app.owner.client_id}
    for name in ("token", "introspect", "revoke-token"):
        response = victim.post(reverse(f"oauth:{name}"), "&".join(f"{k}={v}" for k, v in asked.items()), flow.FORM)
        assert response.status_code in (400, 401)


def test_R025_signing_out_takes_a_form_of_this_site(victim: Client) -> None:
    assert victim.get("/sign-out/").status_code == 200
    assert victim.post("/sign-out/").status_code == 403
    assert victim.get("/my-authorizations/").status_code == 200
