"""A session: known by the digest of its key only, ended on the server by its limits, and by whoever may end it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.accounts import services
from apps.accounts.middleware import ENTERED
from apps.accounts.models import User
from apps.accounts.session import Session, SessionQuerySet
from apps.accounts.session_store import SessionStore
from apps.accounts.user_agents import in_words
from apps.common.tokens import digest
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER

PAGE = "/my-authorizations/"
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def rest(for_: timedelta) -> None:
    """As if nobody had done anything for so long."""
    session = Session.objects.get()
    Session.objects.update(last_seen_at=session.last_seen_at - for_)


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_R119_a_copied_table_of_sessions_opens_nothing(ana: User) -> None:
    key = key_of(sign_in(ana))
    assert len(key) == 43
    row = Session.objects.values().get()
    assert key not in str(row)
    assert row["digest"] == digest(key)
    thief = Client()
    for stolen in (row["digest"], row["session_data"], str(row["id"])):
        thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
        assert not is_signed_in(thief)


def test_a_session_remembers_its_browser_and_address(ana: User) -> None:
    client = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\x00" + "x" * 500})
    client.post("/sign-in/", {"login": ana.email, "password": PASSWORD}, REMOTE_ADDR="203.0.113.9")
    session = Session.objects.get()
    assert (session.user, session.address) == (ana, "203.0.113.9")
    assert len(session.user_agent) == 200
    assert "\x00" not in session.user_agent
    assert in_words(session.user_agent) == "Firefox, Linux"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/26.0 Safari/605", "Safari, macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/142.0 Mobile Safari/604", "Chrome, iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_the_words_of_its_owner(user_agent: str, words: str) -> None:
    assert in_words(user_agent) == words


def test_a_visitor_gets_no_session_until_one_is_needed(db: None) -> None:
    client = Client()
    for path in ("/sign-in/", "/password/reset/", "/settings/", "/oauth/authorize", "/api/items"):
        client.get(path)
    client.post("/sign-in/", {"login": "nobody@aguas.example", "password": "wrong"})
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("cookie", ["x", "x" * 42, "é" * 43, "a" * 5000, "' OR 1=1 --" + "x" * 32])
def test_what_cannot_be_a_key_never_reaches_the_database(
    cookie: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    with django_assert_num_queries(0):
        assert client.get("/sign-in/").status_code == 200


def test_who_is_asking_costs_two_queries_and_one_write_a_minute(
    ana: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(ana)
    with django_assert_num_queries(2):
        assert client.get("/sign-out/").status_code == 200
    rest(2 * MINUTE)
    with django_assert_num_queries(5):  # the write has a savepoint of its own
        client.get("/sign-out/")
    with django_assert_num_queries(2):
        client.get("/sign-out/")


def test_a_database_that_can_only_be_read_still_shows_pages(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(ana)
    rest(2 * MINUTE)

    def refuse(*args: Any, **kwargs: Any) -> int:
        raise DatabaseError("disk full")

    monkeypatch.setattr(SessionQuerySet, "update", refuse)
    assert is_signed_in(client)


# --- R086, R087: a new key at sign-in, and the end on the server ------------------------------------------------------


def test_R086_signing_in_gives_a_new_key_and_a_new_csrf_token(ana: User) -> None:
    visitor = SessionStore()
    visitor["basket"] = "kept"
    visitor.save()
    fixed = str(visitor.session_key)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = fixed
    client.get("/sign-in/")
    before = client.cookies["csrf"].value
    client.post("/sign-in/", {"login": ana.email, "password": PASSWORD})
    assert key_of(client) != fixed
    assert client.session["basket"] == "kept"
    assert client.cookies["csrf"].value != before
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = fixed
    assert not is_signed_in(attacker)
    assert Session.objects.count() == 1


def test_R087_signing_out_ends_the_session_on_the_server(ana: User) -> None:
    client = sign_in(ana)
    key = key_of(client)
    client.post("/sign-out/")
    assert not Session.objects.exists()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_signed_in(client)


def test_R087_a_request_that_was_on_its_way_does_not_bring_an_ended_session_back(ana: User) -> None:
    client = sign_in(ana)
    slow = SessionStore(key_of(client))
    slow["written"] = "late"
    client.post("/sign-out/")
    with pytest.raises(UpdateError):
        slow.save()
    assert not Session.objects.exists()


# --- R088: a new password ---------------------------------------------------------------------------------------------

NEW = "a new and quite long sentence"


def test_R088_changing_the_password_ends_every_other_session_at_once(ana: User, bruno: User) -> None:
    here, elsewhere, of_another = sign_in(ana), sign_in(ana), sign_in(bruno)
    here.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert Session.objects.filter(user=ana).count() == 1
    assert [is_signed_in(client) for client in (here, elsewhere, of_another)] == [True, False, True]


def test_R088_a_new_password_by_mail_or_by_command_ends_every_session(ana: User) -> None:
    client = sign_in(ana)
    services.change_password(user=ana, password=NEW, by=TESTER)
    assert not Session.objects.exists()
    assert not is_signed_in(client)


def test_R018_R142_ending_the_sessions_of_many_is_one_statement(
    ana: User, bruno: User, operator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from apps.accounts.sessions import end_sessions

    sign_in(ana), sign_in(bruno)
    inside = sign_in(operator)
    session = inside.session
    session[ENTERED] = ana.account_id
    session.save()
    with django_assert_num_queries(1):
        assert end_sessions(User.objects.filter(account=ana.account_id).values_list("pk", flat=True)) == 2
    assert is_signed_in(inside)


# --- R142: limits -----------------------------------------------------------------------------------------------------


def test_R142_half_an_hour_without_use_ends_the_session_on_the_server(ana: User) -> None:
    client = sign_in(ana)
    rest(29 * MINUTE)
    assert is_signed_in(client)
    rest(31 * MINUTE)
    assert not is_signed_in(client)


def test_R142_use_keeps_a_session_alive_but_no_longer_than_twelve_hours(ana: User) -> None:
    client = sign_in(ana)
    for _ in range(3):
        rest(25 * MINUTE)
        assert is_signed_in(client)
    Session.objects.update(expire_date=timezone.now())
    assert not is_signed_in(client)


def test_R142_neither_saving_nor_a_new_password_moves_the_last_end(ana: User) -> None:
    client = sign_in(ana)
    began = timezone.now() - timedelta(hours=11)
    Session.objects.update(created_at=began, expire_date=began + timedelta(hours=12))
    client.post("/confirm/", {"password": PASSWORD})
    client.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    session = Session.objects.get()
    assert (session.created_at, session.expire_date) == (began, began + timedelta(hours=12))


def test_R142_a_session_starts_when_the_person_signs_in(ana: User) -> None:
    before = timezone.now()
    sign_in(ana)
    session = Session.objects.get()
    assert before <= session.created_at <= timezone.now()
    assert session.expire_date - session.created_at == timedelta(hours=12)


def test_R142_the_sign_in_page_says_why_and_leads_back(ana: User) -> None:
    client = sign_in(ana)
    rest(31 * MINUTE)
    way = client.get("/settings/api-connections/consumers/?q=erp").headers["Location"]
    assert way == "/sign-in/?next=%2Fsettings%2Fapi-connections%2Fconsumers%2F%3Fq%3Derp&ended=1"
    assert settings.SESSION_COOKIE_NAME in client.cookies
    page = client.get(way, headers={"accept-language": "en"}).content.decode()
    assert "Your session ended" in page
    target = re.findall(r'name="next" value="([^"]*)"', page)[-1].replace("&amp;", "&")
    answer = client.post("/sign-in/", {"login": ana.email, "password": PASSWORD, "next": target})
    assert answer["Location"] == "/settings/api-connections/consumers/?q=erp"
    assert "Your session ended" not in Client().get("/sign-in/?next=/settings/").content.decode()


@pytest.mark.parametrize(
    ("came_from", "target"),
    [
        ("http://testserver/settings/security/sessions/?q=ana", "next=%2Fsettings%2Fsecurity%2Fsessions%2F%3Fq%3Dana&"),
        ("https://evil.example/page", ""),
        ("", ""),
        ("//evil.example/", ""),
    ],
)
def test_R142_what_was_sent_too_late_is_not_sent_again(ana: User, came_from: str, target: str) -> None:
    client = sign_in(ana)
    rest(31 * MINUTE)
    answer = client.post("/my-sessions/end-others/", headers={"referer": came_from})
    assert answer["Location"] == f"/sign-in/?{target}ended=1"


def test_what_is_over_is_cleared_away(ana: User, bruno: User, carla: User) -> None:
    for user in (ana, bruno, carla):
        sign_in(user)
    Session.objects.filter(user=ana).update(last_seen_at=timezone.now() - 31 * MINUTE)
    Session.objects.filter(user=bruno).update(expire_date=timezone.now())
    SessionStore.clear_expired()
    assert [session.user for session in Session.objects.all()] == [carla]
