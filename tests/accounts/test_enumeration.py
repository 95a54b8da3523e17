"""Whether an address has a user here cannot be learnt: not from the words, not from the status, not from the work."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.accounts import services
from apps.accounts.models import User
from apps.common import afterwards
from apps.settings.people import forms
from tests.factories import PASSWORD, TESTER

UNKNOWN = "nobody@aguas.example"
RUNNING_NAME = re.compile(r'"(s\d+_x\d+|_django_curs_\w+)"')

pytestmark = pytest.mark.django_db


def work_of(path: str, data: dict[str, str]) -> tuple[int, list[str]]:
    """The status, and what was asked of which table."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        status = Client().post(path, data).status_code
    return status, [RUNNING_NAME.sub("", " ".join(query["sql"].split()[:3])) for query in queries.captured_queries]


@contextmanager
def hashing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """How often a password is hashed meanwhile."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(self, password, salt))

    with monkeypatch.context() as patch:
        patch.setattr(MD5PasswordHasher, "encode", counting)
        yield hashed


@pytest.fixture
def closed(bruno: User) -> User:
    services.deactivate_user(user=bruno, by=TESTER)
    return bruno


@pytest.fixture
def invited(ana: User) -> User:
    """Somebody who has not chosen a password yet."""
    assert ana.account
    return services.create_user(
        account=ana.account, by=TESTER, email="nora@aguas.example", name="Nora Gil", role="read_only"
    )


def test_R089_a_refused_sign_in_does_the_same_work_for_everybody(ana: User, closed: User, invited: User) -> None:
    Client().post("/sign-in/", {"login": UNKNOWN, "password": "warm up"})
    emails = (ana.email, closed.email, invited.email, UNKNOWN)
    works = [work_of("/sign-in/", {"login": email, "password": "wrong sentence"}) for email in emails]
    for email, work in zip(emails, works, strict=True):
        assert work == works[0], email


def test_R089_a_refused_sign_in_hashes_once_for_everybody(
    ana: User, closed: User, invited: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for email in (ana.email, closed.email, invited.email, UNKNOWN):
        with hashing(monkeypatch) as hashed:
            Client().post("/sign-in/", {"login": email, "password": "wrong sentence"})
        assert len(hashed) == 1, email


def test_R089_asking_for_a_new_password_looks_nobody_up(
    ana: User, closed: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[object] = []
    monkeypatch.setattr(forms, "afterwards", handed.append)
    works = [work_of("/password/reset/", {"email": email}) for email in (ana.email, closed.email, UNKNOWN)]
    assert works == [works[0]] * 3
    assert not [query for query in works[0][1] if "accounts_user" in query]
    assert len(handed) == 3
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_R089_the_answer_does_not_wait_for_the_mail(ana: User, settings: Settings) -> None:
    settings.AFTERWARDS_AT_ONCE = False
    mail_server_wakes_up = threading.Event()
    afterwards.afterwards(mail_server_wakes_up.wait)
    answers = [Client().post("/password/reset/", {"email": email}) for email in (ana.email, UNKNOWN)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/password/reset/sent/")] * 2
    assert mail.outbox == []
    mail_server_wakes_up.set()
    afterwards.wait(30)
    assert [message.to for message in mail.outbox] == [[ana.email]]


def test_R089_the_mail_goes_to_the_address_that_is_kept(ana: User) -> None:
    """Not to one that a database takes for the same: "ı" is no "i"."""
    for typed in (ana.email.upper(), ana.email.replace("a", "\u0430"), "ana@aguas.example\u200b"):
        Client().post("/password/reset/", {"email": typed})
    assert [message.to for message in mail.outbox] == [[ana.email]]
    assert ana.email in str(mail.outbox[0].body)


def test_a_failing_piece_of_work_does_not_stop_the_next(settings: Settings) -> None:
    settings.AFTERWARDS_AT_ONCE = False
    done: list[int] = []
    afterwards.afterwards(lambda: 1 // 0)
    afterwards.afterwards(lambda: done.append(1))
    afterwards.wait(30)
    assert done == [1]


def test_the_password_still_opens_what_it_opened(ana: User) -> None:
    assert Client().post("/sign-in/", {"login": ana.email, "password": PASSWORD}).status_code == 302
