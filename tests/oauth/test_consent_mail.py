"""Whoever lets an app act for them learns of it by mail, so that nobody's consent goes unnoticed by themselves."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from apps.accounts.models import Account, User
from apps.connections.models import Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.factories import TESTER
from tests.oauth.flow import App, ask, browser, decide

MY_APPS = "http://localhost/my-authorizations/"


class Closed(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected


def allow(capture: Any, user: User, app: App, scope: str = "items:view items:edit") -> None:
    """What `user` does in the browser, until it is saved for good."""
    with capture(execute=True):
        client = browser(user)
        decide(client, ask(client, app, scope=scope))


def test_the_first_time_says_who_may_do_what_since_when_and_where_to_take_it_back(
    app: App, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    allow(django_capture_on_commit_callbacks, bruno, app)
    (message,) = mail.outbox
    assert message.to == [bruno.email]
    assert message.subject == "Field planner may act for you"
    for words in ("Hello Bruno Sosa,", "Field planner", "Aguas del Valle", "- Items: View, Edit", "127.0.0.1", MY_APPS):
        assert words in message.body


@pytest.mark.parametrize(
    ("language", "zone", "expected"), [("en", "America/Bogota", "(America/Bogota)"), ("es", "UTC", "(UTC)")]
)
def test_it_is_in_the_user_s_language_and_the_account_s_time_zone(
    app: App, bruno: User, language: str, zone: str, expected: str, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=bruno.pk).update(language=language)
    Account.objects.update(time_zone=zone)
    allow(django_capture_on_commit_callbacks, bruno, app)
    assert expected in mail.outbox[0].body
    assert ("Hello" in mail.outbox[0].body) is (language == "en")


def test_what_is_asked_again_and_remembered_needs_no_mail(
    app: App, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    for scope in ("items:view items:edit", "items:view"):
        with django_capture_on_commit_callbacks(execute=True):
            grant_authorization(consumer=app.owner, user=bruno, scopes=scope.split(), by=TESTER)
    assert len(mail.outbox) == 1


def test_more_permissions_are_a_mail_of_what_is_new(
    app: App, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    allow(django_capture_on_commit_callbacks, bruno, app, "items:view")
    allow(django_capture_on_commit_callbacks, bruno, app, "items:edit")
    assert mail.outbox[1].subject == "Field planner may do more for you"
    assert "- Items: Edit\n" in mail.outbox[1].body


def test_what_is_allowed_anew_after_it_was_revoked_is_a_mail_of_all_of_it(
    app: App, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    allow(django_capture_on_commit_callbacks, bruno, app)
    Authorization.objects.update(revoked_at="2026-01-01T00:00:00Z")
    allow(django_capture_on_commit_callbacks, bruno, app)
    assert [message.subject for message in mail.outbox] == ["Field planner may act for you"] * 2


def test_nobody_is_told_of_what_was_not_saved(app: App, bruno: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks():
        grant_authorization(consumer=app.owner, user=bruno, scopes=["items:view"], by=TESTER)
    assert mail.outbox == []


def test_a_mail_server_that_fails_spoils_nothing(
    app: App, bruno: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Closed"
    with django_capture_on_commit_callbacks(execute=True):
        client = browser(bruno)
        assert decide(client, ask(client, app)).status_code == 302
    assert Authorization.objects.get().is_live


@pytest.mark.parametrize("name", ["ERP\r\nBcc: everybody@evil.example", "ERP\u202egro.live\u2028x", "R&D <b>"])
def test_no_name_writes_a_header_or_turns_the_writing(
    app: App, bruno: User, name: str, django_capture_on_commit_callbacks: Any
) -> None:
    # A name from before such names were refused.
    Consumer.objects.update(name=name)
    app.owner.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        grant_authorization(consumer=app.owner, user=bruno, scopes=["items:view"], by=TESTER)
    message = mail.outbox[0].message()
    assert message["To"] == bruno.email
    assert message["Bcc"] is None
    text = f"{mail.outbox[0].subject}{mail.outbox[0].body}"
    assert not {"\u202e", "\u2028"} & set(text)
    assert "&amp;" not in text
