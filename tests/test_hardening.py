"""Whatever people and programs write, nobody's browser runs it; whatever goes wrong, nobody learns how we are made."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import Account, PermissionGroup, User
from apps.accounts.session import Session
from apps.audit.actors import Actor, ActorKind
from apps.audit.record import record
from apps.connections.models import Consumer
from apps.connections.services.authorizations import grant_authorization
from apps.maintenance.models import Item
from tests.addresses import every_address
from tests.api.helpers import Program, new_item, token_for
from tests.api.samples import one_of_each
from tests.conftest import sign_in
from tests.factories import CALLBACK, TESTER, GroupFactory, new_api_key, new_code_consumer, new_consumer
from tests.guests import open_portal
from tests.oauth import flow

pytestmark = pytest.mark.django_db

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{ 7*7 }}{% debug %}</textarea></title><b>",
)
HOSTILE = "".join(ATTACKS)[:70]
"""As much of it as fits into a name."""
RAW = re.compile(r"<script>alert|<img src=x|<svg/onload|<b>", re.IGNORECASE)
MODES: tuple[dict[str, str], ...] = ({}, {"HX-Request": "true"})


@pytest.fixture
def hostile(account: Account, ana: User, bruno: User) -> Account:
    """An account in which everything that can be written is an attack."""
    text = "".join(ATTACKS)
    Account.objects.filter(pk=account.pk).update(name=HOSTILE)
    User.objects.filter(account=account).update(name=HOSTILE)
    group = GroupFactory.create(account=account, name=HOSTILE, description=text)
    PermissionGroup.objects.of(account).update(description=text)
    app = new_code_consumer(account, name=HOSTILE, description=text, permission_group=group).owner
    grant_authorization(consumer=app, user=ana, scopes=["items:view"], by=TESTER)
    grant_authorization(consumer=app, user=bruno, scopes=["items:view"], by=TESTER)
    new_consumer(account, name=f"2{HOSTILE}"[:70], permission_group=group)
    new_api_key(account)
    new_item(account, "BOMBA-1", notes=text, field_1=HOSTILE)
    one_of_each(account)
    actor = Actor(ActorKind.CONSUMER, name=text, email="x@y.example", address="203.0.113.1")
    record("items.item_changed", account=account, actor=actor, target=app, changes={text: [text, [text]]})
    record(f"{HOSTILE[:20]}.{HOSTILE[:20]}", account=account, actor=actor, target=app)
    Session.objects.update(user_agent=text)
    open_portal(account, welcome_en=text, thanks_en=text)
    account.refresh_from_db()
    return account


def is_page(response: Any) -> bool:
    return str(response.headers.get("Content-Type", "")).startswith("text/html")


def is_download(response: Any) -> bool:
    """A file that somebody sent once: no browser shows it here, nor takes it for something else."""
    headers = response.headers
    is_kept_apart = headers.get("X-Content-Type-Options") == "nosniff" and "sandbox" in headers.get(
        "Content-Security-Policy", ""
    )
    return is_kept_apart and headers.get("Content-Disposition", "").startswith("attachment")


def assert_harmless(response: Any, where: str) -> None:
    if is_download(response):
        return
    body = (response.getvalue() if response.streaming else response.content).decode()
    if is_page(response):
        assert not RAW.search(body), where
        assert "49" not in re.findall(r"7\*7.{0,40}|49\{", body), where
        return
    kind = response.headers.get("Content-Type", "")
    assert kind.startswith(("application/json", "text/csv", "application/jwk", "application/vnd.oai")) or not body, (
        where
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    if kind.startswith("text/csv"):
        assert response.headers["Content-Disposition"].startswith("attachment"), where


@pytest.mark.any_database
@pytest.mark.parametrize("mode", MODES, ids=["page", "panel"])
def test_R062_nothing_that_is_kept_becomes_markup_on_any_page(
    hostile: Account, ana: User, mode: dict[str, str]
) -> None:
    client = sign_in(ana)
    seen = 0
    for address in every_address():
        for path in address.paths(hostile):
            response = client.get(path, headers=mode)
            assert_harmless(response, path)
            seen += is_page(response) and response.status_code == 200
    assert seen > 20


@pytest.mark.any_database
def test_R062_nothing_that_is_asked_for_becomes_markup_on_any_page(hostile: Account, ana: User) -> None:
    attack = "".join(ATTACKS)
    names = ("q", "next", "page", "sort", "columns", "status", "selected", "theme", "error", "login_hint", "state",
             "client_id", "redirect_uri", "scope", "response_type", "target")  # fmt: skip
    client = sign_in(ana)
    for who in (client, Client()):
        for address in every_address():
            path = address.paths(hostile)[0]
            assert_harmless(who.get(path, dict.fromkeys(names, attack)), path)
            assert_harmless(
                who.get(path, {attack: attack}, headers={"referer": attack, "accept-language": attack}), path
            )


@pytest.mark.parametrize("path", ["/sign-in/", "/password/reset/", "/settings/security/api-policy/",
                                  "/settings/user-accounts/accounts/add/", "/settings/api-connections/consumers/add/",
                                  "/settings/user-accounts/permission-groups/add/"])  # fmt: skip
@pytest.mark.parametrize("attack", ATTACKS)
def test_R062_nothing_that_a_form_gives_back_becomes_markup(ana: User, path: str, attack: str) -> None:
    client = Client() if path in ("/sign-in/", "/password/reset/") else sign_in(ana)
    names = ("login", "password", "email", "name", "description", "role", "permission_group", "redirect_uris",
             "authorization_grant_type", "allowed_networks", "calls_per_minute", "permissions", "next")  # fmt: skip
    assert_harmless(client.post(path, dict.fromkeys(names, attack)), path)


def test_R062_nothing_that_an_app_says_becomes_markup_on_the_consent_page(hostile: Account, ana: User) -> None:
    app = Consumer.objects.get(name=HOSTILE)
    Consumer.objects.filter(pk=app.pk).update(redirect_uris=CALLBACK)
    response = flow.ask(flow.browser(ana), flow.App(app, ""), state="".join(ATTACKS))
    assert response.status_code == 200
    assert_harmless(response, "consent")


def test_R062_the_api_answers_in_json_whatever_a_browser_asks_for(hostile: Account) -> None:
    program = Program(token_for(hostile), Accept="text/html")
    for path in ("/api/items", "/api/items?format=html", "/api/items/BOMBA-1", "/api/items/<script>alert(1)</script>"):
        response = program.get(path)
        assert response.headers["Content-Type"].startswith("application/json"), path
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert Item.objects.get(code="BOMBA-1").notes == "".join(ATTACKS)


def test_R062_a_mail_is_text_and_its_head_takes_no_lines(ana: User, mailoutbox: list[Any]) -> None:
    # No form takes such a name any more; one that was there before must do no harm either.
    User.objects.filter(pk=ana.pk).update(name="Ana\tBcc: evil@evil.example <script>")
    Client().post("/password/reset/", {"email": ana.email})
    (message,) = mailoutbox
    assert message.alternatives == []
    assert message.recipients() == [ana.email]
    assert "Bcc" not in message.message()


# --- errors -----------------------------------------------------------------------------------------------------------

TELLING = re.compile(
    rf"{re.escape(str(settings.BASE_DIR))}|Traceback|site-packages|File &quot;|Django[/ ]\d|Python/\d|gunicorn"
    r"|allauth|oauthlib|OperationalError|DoesNotExist|psycopg|sqlite|DEBUG"
)
NAMES = ("Server", "X-Powered-By", "X-AspNet-Version", "Via")


def assert_tells_nothing(response: Any, where: str) -> None:
    body = (response.getvalue() if response.streaming else response.content).decode()
    assert not TELLING.search(body), (where, TELLING.search(body))
    assert not [name for name in NAMES if name in response.headers], where


def test_R063_no_answer_names_what_we_are_made_of(hostile: Account, ana: User) -> None:
    assert settings.DEBUG is False
    for client in (sign_in(ana), Client()):
        for address in every_address():
            for path in address.paths(hostile)[:2]:
                assert_tells_nothing(client.get(path), path)
                assert_tells_nothing(client.post(path, "{", content_type="application/json"), path)


PRIVATE = ("/.env", "/.git/config", "/static/../config/settings.py", "/admin/", "/debug", "/metrics", "/server-status",
           "/static/", "/media/", "/settings/jsi18n/")  # fmt: skip


@pytest.mark.parametrize("path", PRIVATE)
def test_R063_nothing_is_served_that_is_not_for_readers(path: str) -> None:
    response = Client().get(path)
    assert response.status_code in (301, 404)
    assert_tells_nothing(response, path)
