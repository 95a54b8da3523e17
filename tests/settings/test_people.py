"""Signing in and out, the own password, and step-up."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.template import Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import get_resolver
from django.utils.translation import get_language

from apps.accounts import services
from apps.accounts.mails import send_invitation
from apps.accounts.models import User
from apps.accounts.session import Session
from apps.audit.models import Transaction
from apps.common.tokens import digest
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER

NEW_PASSWORD = "a new and quite long sentence"
LINK = re.compile(r"http://localhost(/password/reset/key/\S+)")


def attempt(client: Client, email: str, password: str = PASSWORD, **extra: str) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password, **extra})


@contextmanager
def while_rendering(look: Callable[..., None]) -> Iterator[None]:
    template_rendered.connect(look)
    yield
    template_rendered.disconnect(look)


def is_signed_in(client: Client) -> bool:
    return client.get("/my-authorizations/").status_code == 200


def link_in(message: mail.EmailMessage) -> str:
    found = LINK.search(str(message.body))
    assert found
    return found[1]


def test_only_these_pages_of_allauth_exist() -> None:
    names = {name for name in get_resolver("apps.settings.people.urls").reverse_dict if isinstance(name, str)}
    assert {name for name in names if name.startswith("account_")} == {
        "account_login", "account_logout", "account_reauthenticate", "account_change_password",
        "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }  # fmt: skip


def test_signing_in_leads_to_the_settings(ana: User) -> None:
    response = attempt(Client(), ana.email)
    assert response.status_code == 302
    assert response["Location"] == "/settings/"


def test_the_address_may_be_written_in_capitals(ana: User) -> None:
    assert attempt(Client(), ana.email.upper()).status_code == 302


def test_signing_in_leads_on_to_next(ana: User) -> None:
    assert attempt(Client(), ana.email, next="/my-authorizations/?page=2")["Location"] == "/my-authorizations/?page=2"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://testserver/",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:evil.example",
    ],
)
def test_signing_in_never_leads_to_another_origin(ana: User, target: str) -> None:
    assert attempt(Client(), ana.email, next=target)["Location"] == "/settings/"


def test_R089_whoever_is_refused_learns_nothing(ana: User, bruno: User, carla: User) -> None:
    """A wrong password, an unknown address, an inactive user and a suspended account look alike."""
    services.deactivate_user(user=bruno, by=TESTER)
    assert carla.account
    services.suspend_account(account=carla.account, by=TESTER)
    answers = [
        attempt(Client(), email, password)
        for email, password in (
            (ana.email, "wrong"), ("nobody@aguas.example", PASSWORD), (bruno.email, PASSWORD), (carla.email, PASSWORD),
        )
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {200}
    seen = {re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(seen) == 1
    assert answers[0].context["form"].has_error("__all__", "email_password_mismatch")


def test_a_refused_attempt_is_on_the_record(bruno: User) -> None:
    services.deactivate_user(user=bruno, by=TESTER)
    attempt(Client(), bruno.email)
    assert Transaction.objects.filter(action="sign_in_refused", target_id=str(bruno.pk)).exists()


def test_blank_fields_are_named(db: None) -> None:
    form = Client().post("/sign-in/", {}, headers={"accept-language": "en"}).context["form"]
    assert form.errors == {"login": ["E-mail cannot be blank"], "password": ["Password cannot be blank"]}


def test_too_many_wrong_passwords_are_answered_429(ana: User) -> None:
    client = Client()
    answers = [attempt(client, ana.email, "wrong").status_code for _ in range(11)]
    assert set(answers) == {200}
    last = attempt(client, ana.email, "wrong")
    assert last.status_code == 429
    assert last["Retry-After"]
    assert b'class="card' in last.content


def test_too_many_attempts_from_one_address_are_answered_429(db: None) -> None:
    client = Client()
    answers = [attempt(client, f"somebody{n}@people.example", "wrong").status_code for n in range(52)]
    assert answers[-1] == 429


def test_R086_the_session_gets_a_new_id_when_somebody_signs_in(ana: User) -> None:
    client = Client()
    client.get("/sign-in/", {"next": "/settings/"})
    session = client.session
    session["before"] = True
    session.save()
    key = str(session.session_key)
    client.cookies["session"] = key
    attempt(client, ana.email)
    assert client.session.session_key != key
    assert not Session.objects.filter(digest=digest(key)).exists()


def test_R087_signing_out_ends_the_session_on_the_server(ana: User) -> None:
    client = sign_in(ana)
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert not Session.objects.exists()
    client.cookies["session"] = str(key)
    assert not is_signed_in(client)


def test_signing_in_and_out_needs_the_csrf_token(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert attempt(client, ana.email).status_code == 403
    assert client.post("/sign-out/").status_code == 403


def test_R018_a_session_dies_when_its_user_is_deactivated_and_stays_dead(bruno: User) -> None:
    client = sign_in(bruno)
    services.deactivate_user(user=bruno, by=TESTER)
    assert not is_signed_in(client)
    services.activate_user(user=bruno, by=TESTER)
    assert not is_signed_in(client)


def test_the_sessions_of_a_suspended_account_die_and_stay_dead(ana: User, carla: User) -> None:
    clients = {user: sign_in(user) for user in (ana, carla)}
    assert ana.account
    services.suspend_account(account=ana.account, by=TESTER)
    assert not is_signed_in(clients[ana])
    assert is_signed_in(clients[carla])
    services.resume_account(account=ana.account, by=TESTER)
    assert not is_signed_in(clients[ana])


def test_R088_changing_the_password_ends_the_other_sessions(ana: User) -> None:
    here, elsewhere = sign_in(ana), sign_in(ana)
    answer = here.post(
        "/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )
    assert answer.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert "changed" in mail.outbox[-1].subject


def test_changing_the_password_needs_the_old_one_and_a_long_new_one(ana: User) -> None:
    client = sign_in(ana)
    answer = client.post("/password/change/", {"oldpassword": "wrong", "password1": "short", "password2": "short"})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"oldpassword", "password1"}


def test_a_password_is_never_sent_back(ana: User) -> None:
    page = attempt(Client(), "nobody@aguas.example", "my secret sentence").content
    assert b"my secret sentence" not in page


def test_R088_a_forgotten_password_is_replaced_by_mail(ana: User) -> None:
    old_session = sign_in(ana)
    client = Client()
    assert client.post("/password/reset/", {"email": ana.email})["Location"] == "/password/reset/sent/"
    path = link_in(mail.outbox[0])
    form = client.get(path, follow=True)
    assert "set-password" in form.redirect_chain[0][0]
    chosen = client.post(form.redirect_chain[0][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert chosen.redirect_chain[-1][0] == "/password/reset/key/done/"
    assert not is_signed_in(old_session)
    assert attempt(Client(), ana.email, NEW_PASSWORD).status_code == 302
    assert Client().get(path, follow=True).context["token_fail"]


def test_the_link_ignores_a_forged_host(ana: User) -> None:
    Client().post("/password/reset/", {"email": ana.email}, headers={"host": "evil.example"})
    assert "evil.example" not in str(mail.outbox[0].body)
    assert link_in(mail.outbox[0])


def test_R089_asking_for_a_new_password_looks_the_same_for_everybody(ana: User, bruno: User, carla: User) -> None:
    services.deactivate_user(user=bruno, by=TESTER)
    assert carla.account
    services.suspend_account(account=carla.account, by=TESTER)
    answers = [
        Client().post("/password/reset/", {"email": email})
        for email in (ana.email, bruno.email, carla.email, "nobody@aguas.example")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/password/reset/sent/")}
    assert [message.to for message in mail.outbox] == [[ana.email]]


def test_a_mail_server_that_fails_shows_nothing(ana: User, settings) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    assert Client().post("/password/reset/", {"email": ana.email}).status_code == 302


def test_asking_for_new_passwords_is_limited(ana: User) -> None:
    client = Client()
    answers = [client.post("/password/reset/", {"email": ana.email}).status_code for _ in range(6)]
    assert answers[-1] == 429


@pytest.mark.parametrize("language", ["es", "en", "pt-br"])
def test_mails_are_in_the_readers_language(ana: User, language: str) -> None:
    services.update_user(user=ana, by=TESTER, language=language)
    seen: set[str | None] = set()

    def look(template: Template, **kwargs: object) -> None:
        if str(template.name).startswith("account/email/"):
            seen.add(get_language())

    with while_rendering(look):
        Client().post("/password/reset/", {"email": ana.email}, headers={"accept-language": "en"})
    assert seen == {language}


def test_an_invitation_lets_a_new_user_choose_their_password(ana: User) -> None:
    assert ana.account
    user = services.create_user(
        account=ana.account, by=TESTER, email="nora@aguas.example", name="Nora Gil", role="read_only", language="en"
    )
    assert send_invitation(user)
    assert mail.outbox[0].to == [user.email]
    client = Client()
    form = client.get(link_in(mail.outbox[0]), follow=True)
    client.post(form.redirect_chain[0][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert attempt(Client(), user.email, NEW_PASSWORD).status_code == 302


def test_nobody_signs_in_under_an_address_that_is_no_longer_theirs(ana: User) -> None:
    """allauth's own list of addresses stays empty: only User.email counts."""
    client = sign_in(ana)
    client.post("/confirm/", {"password": PASSWORD})
    Client().post("/password/reset/", {"email": ana.email})
    assert not EmailAddress.objects.exists()
    services.update_user(user=ana, by=TESTER, email="ana.prado@aguas.example")
    assert attempt(Client(), "ana@aguas.example").status_code == 200
    assert Client().get(link_in(mail.outbox[0]), follow=True).context["token_fail"]


def test_step_up_leads_back_to_where_it_was_needed(ana: User) -> None:
    client = sign_in(ana)
    assert client.get("/confirm/", {"next": "/my-authorizations/"}).status_code == 200
    assert client.post("/confirm/", {"password": "wrong"}).status_code == 200
    answer = client.post("/confirm/", {"password": PASSWORD, "next": "/my-authorizations/"})
    assert answer["Location"] == "/my-authorizations/"


def test_step_up_guesses_are_limited(ana: User) -> None:
    client = sign_in(ana)
    answers = [client.post("/confirm/", {"password": "wrong"}).status_code for _ in range(12)]
    assert answers == [*[200] * 11, 429]


@pytest.mark.parametrize("path", ["/confirm/", "/password/change/", "/my-authorizations/"])
def test_a_page_of_ones_own_asks_to_sign_in_first(db: None, path: str) -> None:
    assert Client().get(path)["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("path", ["/sign-in/", "/password/reset/", "/password/reset/sent/", "/password/reset/key/1-x/"])
def test_pages_before_signing_in_cannot_be_kept_or_framed(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
