"""What a request claims of where it was sent to changes no address that leaves this server (R002)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import Account, Role, User
from apps.accounts.services import create_user, invite_user
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER, new_code_consumer
from tests.oauth import flow
from tests.oauth.openid_flow import claims_in, signed_in

EVIL = "evil.example"
FORGED: list[dict[str, str]] = [
    {"Host": EVIL},
    {"Host": f"localhost:80@{EVIL}"},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Port": "8443", "X-Forwarded-Proto": "https"},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Original-URL": f"https://{EVIL}/", "X-Rewrite-URL": f"https://{EVIL}/", "X-Forwarded-Prefix": "/evil"},
    {"X-Script-Name": "/evil", "X-HTTP-Host-Override": EVIL},
]
PUBLIC = [
    "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration",
    "/.well-known/oauth-protected-resource", "/sign-in/", "/password/reset/",
]  # fmt: skip


def seen(response: Any) -> str:
    body = response.content.decode()
    # What is new in every answer.
    body = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": |name="request" value=)"[^"]*"', "", body)
    return f"{response.status_code} {response.get('Location', '')} {body}"


@pytest.mark.parametrize("headers", FORGED, ids=str)
@pytest.mark.parametrize("path", PUBLIC)
def test_R002_no_page_repeats_where_it_was_asked_for(db: None, path: str, headers: dict[str, str]) -> None:
    forged = Client().get(path, headers=headers)
    assert EVIL not in seen(forged)
    assert forged.status_code == 400 or seen(forged) == seen(Client().get(path))


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_R002_the_consent_page_and_the_answer_to_the_app_are_the_same(
    account: Account, bruno: User, headers: dict[str, str]
) -> None:
    app, client = new_code_consumer(account), flow.browser(bruno)
    page = client.get("/oauth/authorize", flow.request_of(app), headers=headers)
    assert EVIL not in seen(page)
    assert EVIL not in str(dict(page.headers))
    if page.status_code == 400:
        return
    form = {"request": page.context["request_id"], "scope": ["items:view"], "decision": "allow"}
    assert flow.answer(client.post("/oauth/authorize", form, headers=headers))["iss"] == "http://localhost"


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_R002_a_mail_leads_to_the_configured_address(bruno: User, headers: dict[str, str]) -> None:
    Client().post("/password/reset/", {"email": bruno.email}, headers=headers)
    sent = "".join(str(message.message()) for message in mail.outbox)
    assert EVIL not in sent
    assert "http://localhost/password/reset/key/" in sent or not sent


def test_R002_so_does_an_invitation(account: Account, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        fields: dict[str, Any] = {"email": "nuria@aguas.example", "name": "Nuria Gil", "role": Role.READ_ONLY}
        invite_user(user=create_user(account=account, by=TESTER, **fields), by=TESTER)
    assert "http://localhost/password/reset/key/" in str(mail.outbox[-1].body)


def test_R002_every_address_follows_the_configuration(settings: Settings, account: Account, ana: User) -> None:
    """Moved as a whole, nothing is left behind at the old address."""
    settings.PUBLIC_URL = "https://portal.example"
    told = Client().get("/.well-known/oauth-authorization-server").json()
    urls = [value for name, value in told.items() if name.endswith(("issuer", "_endpoint", "_uri"))]
    assert all(url.startswith("https://portal.example") for url in urls)
    app = new_code_consumer(account, offers_sign_in=True)
    issued = signed_in(app, ana)
    assert claims_in(issued["id_token"])["iss"] == "https://portal.example"
    header = flow.basic(app.owner.client_id, app.plain)
    told = flow.post("/oauth/introspect", {"token": issued["access_token"]}, header).json()
    assert told["iss"] == "https://portal.example"
    client = flow.browser(ana)
    assert flow.answer(flow.decide(client, flow.ask(client, app)))["iss"] == "https://portal.example"
    Client().post("/password/reset/", {"email": ana.email})
    assert "https://portal.example/password/reset/key/" in str(mail.outbox[-1].body)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_R022_sign_in_confirm_and_sign_out_lead_to_no_other_origin(ana: User, target: str) -> None:
    client = sign_in(ana)
    answers = [
        Client().post("/sign-in/", {"login": ana.email, "password": PASSWORD, "next": target}),
        Client().post(f"/sign-in/?next={target}", {"login": ana.email, "password": PASSWORD}),
        client.post("/confirm/", {"password": PASSWORD, "next": target}),
        client.post(f"/confirm/?next={target}", {"password": PASSWORD}),
        client.get(f"/sign-in/?next={target}"),
        client.post("/language/", {"language": "en", "next": target}),
        client.post("/sign-out/", {"next": target}),
    ]
    for response in answers:
        assert response.status_code == 302
        assert response["Location"].startswith("/")
        assert "evil" not in response["Location"]
