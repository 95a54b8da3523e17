"""My sessions: for everybody, of nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.session import Session
from apps.audit.models import Transaction
from tests.conftest import sign_in
from tests.factories import PASSWORD

LIST = "/my-sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1"

pytestmark = pytest.mark.django_db


def from_a_phone(user: User) -> Client:
    client = Client(headers={"user-agent": PHONE})
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD}, REMOTE_ADDR="203.0.113.9")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(LIST).status_code == 200


def page_of(client: Client) -> str:
    return re.sub(r"\s+", " ", client.get(LIST).content.decode())


def test_R142_a_person_sees_where_they_are_signed_in(bruno: User, ana: User) -> None:
    client = sign_in(bruno)
    from_a_phone(bruno)
    sign_in(ana)
    page = page_of(client)
    assert page.count("<tr>") == 3
    assert "Safari, iPhone" in page
    assert "203.0.113.9" in page
    assert page.count("This session") == 1
    assert "End all other sessions" in page


def test_alone_there_are_no_others_to_end(bruno: User) -> None:
    page = page_of(sign_in(bruno))
    assert "You are signed in nowhere else." in page
    assert "End all other sessions" not in page


def test_what_is_over_is_not_shown(bruno: User) -> None:
    client = sign_in(bruno)
    from_a_phone(bruno)
    Session.objects.exclude(address="127.0.0.1").update(last_seen_at=timezone.now() - timedelta(minutes=31))
    assert "iPhone" not in page_of(client)


def test_R142_ending_one_signs_that_browser_out_and_is_on_the_record(bruno: User) -> None:
    client, phone = sign_in(bruno), from_a_phone(bruno)
    session = Session.objects.get(address="203.0.113.9")
    assert "The session is ended." in client.post(f"{LIST}{session.pk}/end/", follow=True).content.decode()
    assert [is_signed_in(client), is_signed_in(phone)] == [True, False]
    entry = Transaction.objects.get(action="ended")
    assert (entry.module, entry.actor_id, entry.target_id) == ("session", str(bruno.pk), str(bruno.pk))
    assert entry.changes == {"browser": ["Safari, iPhone", None], "address": ["203.0.113.9", None]}


def test_ending_this_one_is_signing_out(bruno: User) -> None:
    client = sign_in(bruno)
    answer = client.post(f"{LIST}{Session.objects.get().pk}/end/")
    assert answer["Location"] == "/sign-in/"
    assert not Session.objects.exists()
    assert not is_signed_in(client)


def test_R142_ending_all_others_keeps_this_one(bruno: User, ana: User) -> None:
    client, others, of_another = sign_in(bruno), [from_a_phone(bruno) for _ in range(3)], sign_in(ana)
    assert "3 other sessions are ended." in client.post(f"{LIST}end-others/", follow=True).content.decode()
    assert is_signed_in(client)
    assert is_signed_in(of_another)
    assert not any(is_signed_in(other) for other in others)


def test_nobody_ends_the_session_of_another_person(bruno: User, ana: User, carla: User) -> None:
    sign_in(bruno)
    session = Session.objects.get()
    for other in (ana, carla):
        assert sign_in(other).post(f"{LIST}{session.pk}/end/").status_code == 404
    assert Session.objects.filter(pk=session.pk).exists()


@pytest.mark.parametrize("path", ["end-others/", "1/end/"])
def test_ending_is_never_a_link_and_needs_the_token_of_the_page(bruno: User, path: str) -> None:
    client = sign_in(bruno)
    assert client.get(LIST + path).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(LIST + path).status_code == 403


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_needs_the_same_few_queries_however_long_it_is(
    bruno: User, number: int, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(bruno)
    for _ in range(number):
        from_a_phone(bruno)
    with django_assert_max_num_queries(4):
        client.get(LIST)
