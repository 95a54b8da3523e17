"""Guessing at passwords: held up on every path, and never so that the owner is kept out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts import services
from apps.accounts.browsers import LIFE_SECONDS, known_browser
from apps.accounts.guessing import CEILING
from apps.accounts.models import User
from apps.common.failures import FailureBucket
from apps.common.throttle import FREE, FREE_OF_ADDRESS, FREE_OF_SUBJECT
from tests.common.test_throttle import later
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER
from tests.settings.test_people import NEW_PASSWORD, attempt, is_signed_in, link_in
from tests.threads import at_once

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def browser(address: str = HERE) -> Client:
    return Client(REMOTE_ADDR=address)


def guess(email: str, times: int, address: str = HERE) -> list[int]:
    return [attempt(browser(address), email, "wrong").status_code for _ in range(times)]


def besiege(email: str) -> None:
    """As if strangers had guessed until nobody from here, and from nowhere as this person, is let in for a while."""
    guess(email, 1)
    FailureBucket.objects.update(failures=CEILING - 1, last_at=timezone.now())


def test_R090_wrong_passwords_for_one_person_from_one_address_are_throttled(ana: User) -> None:
    assert guess(ana.email, FREE + 2) == [*[200] * (FREE + 1), 429]
    refused = attempt(browser(), ana.email)
    assert refused.status_code == 429, "not even the right one, or guessing would go on"
    assert int(refused["Retry-After"]) > 0
    assert attempt(browser(ELSEWHERE), ana.email).status_code == 302


def test_R090_spreading_over_people_is_throttled_by_address(db: None) -> None:
    answers = [guess(f"somebody{number}@people.example", 1)[0] for number in range(FREE_OF_ADDRESS + 2)]
    assert answers == [*[200] * (FREE_OF_ADDRESS + 1), 429]


def test_R090_spreading_over_addresses_is_throttled_by_person(ana: User) -> None:
    answers = [guess(ana.email, 1, f"192.0.2.{number}")[0] for number in range(FREE_OF_SUBJECT + 2)]
    assert answers == [*[200] * (FREE_OF_SUBJECT + 1), 429]


def test_R090_capitals_and_blanks_make_no_other_person(ana: User) -> None:
    spellings = [ana.email, ana.email.upper(), f" {ana.email} "] * 4
    assert [guess(email, 1)[0] for email in spellings] == [*[200] * (FREE + 1), 429]


def test_R090_the_wait_is_told_in_words_and_grows(ana: User) -> None:
    guess(ana.email, FREE + 1)
    first = attempt(browser(), ana.email, "wrong")
    later(timedelta(seconds=2))
    guess(ana.email, 1)
    second = attempt(browser(), ana.email, "wrong")
    assert (first["Retry-After"], second["Retry-After"]) == ("2", "4")
    assert b'class="card' in second.content


def test_R090_a_right_password_makes_up_for_earlier_wrong_ones(ana: User) -> None:
    for _ in range(3):
        guess(ana.email, FREE)
        assert attempt(browser(), ana.email).status_code == 302
    assert FailureBucket.objects.get().failures == 3 * FREE, "only the address remembers"


def test_R090_nobody_guesses_more_than_a_hundred_times_in_a_row_however_slowly(ana: User) -> None:
    checked = guess(ana.email, 1).count(200)
    FailureBucket.objects.update(failures=CEILING - 10)
    for number in range(20):
        later(timedelta(minutes=90))
        checked += guess(ana.email, 1, f"2001:db8:0:{number}::1").count(200)
    assert checked == 1 + 10
    assert attempt(browser(), ana.email).status_code == 429


def test_R091_a_new_password_by_mail_opens_what_the_ceiling_closed(ana: User) -> None:
    guess(ana.email, 1)
    FailureBucket.objects.update(failures=CEILING)
    assert attempt(browser(), ana.email).status_code == 429
    client = browser(ELSEWHERE)
    client.post("/password/reset/", {"email": ana.email})
    form = client.get(link_in(mail.outbox[0]), follow=True)
    client.post(form.redirect_chain[0][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert attempt(browser("192.0.2.1"), ana.email, NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/confirm/", {"password": "wrong"}),
        ("/password/change/", {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}),
    ],
)
def test_R090_step_up_and_changing_the_password_are_throttled_as_well(
    ana: User, path: str, form: dict[str, str]
) -> None:
    client = sign_in(ana)
    assert [client.post(path, form).status_code for _ in range(FREE + 2)] == [*[200] * (FREE + 1), 429]


def test_R090_every_path_shares_one_count(ana: User) -> None:
    client = sign_in(ana)
    del client.cookies["known"]
    for path, field in (("/confirm/", "password"), ("/password/change/", "oldpassword")):
        for _ in range(4):
            client.post(path, {field: "wrong"})
    assert [attempt(Client(), ana.email, "wrong").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_R091_a_known_browser_is_not_held_up_by_strangers(ana: User) -> None:
    client = browser()
    assert attempt(client, ana.email).status_code == 302
    client.post("/sign-out/")
    besiege(ana.email)
    assert attempt(browser(), ana.email).status_code == 429
    assert attempt(browser(ELSEWHERE), ana.email).status_code == 429
    assert attempt(client, ana.email).status_code == 302
    assert is_signed_in(client)


def test_R090_a_known_browser_is_throttled_by_itself(ana: User) -> None:
    client = browser()
    attempt(client, ana.email)
    client.post("/sign-out/")
    answers = [attempt(client, ana.email, "wrong").status_code for _ in range(FREE + 2)]
    assert answers == [*[200] * (FREE + 1), 429]
    assert attempt(browser(), ana.email).status_code == 302


def test_R091_the_browser_of_one_person_is_a_stranger_to_another(ana: User, bruno: User) -> None:
    client = browser()
    attempt(client, bruno.email)
    client.post("/sign-out/")
    besiege(ana.email)
    assert attempt(client, ana.email).status_code == 429
    assert attempt(client, bruno.email).status_code == 302


def test_R091_a_browser_that_people_share_is_known_to_each_of_them(ana: User, bruno: User) -> None:
    client = browser()
    for user in (ana, bruno):
        attempt(client, user.email)
        client.post("/sign-out/")
    besiege(ana.email)
    besiege(bruno.email)
    assert attempt(client, ana.email).status_code == 302


def test_R091_a_new_password_makes_other_browsers_strangers(ana: User) -> None:
    here, elsewhere = browser(), browser(ELSEWHERE)
    for client in (here, elsewhere):
        attempt(client, ana.email)
    passwords = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/password/change/", passwords).status_code == 302
    besiege(ana.email)
    assert attempt(elsewhere, ana.email, NEW_PASSWORD).status_code == 429
    here.post("/sign-out/")
    assert attempt(here, ana.email, NEW_PASSWORD).status_code == 302


def test_R091_the_cookie_is_kept_from_scripts_and_cannot_be_made_up(ana: User) -> None:
    client = browser()
    attempt(client, ana.email)
    cookie = client.cookies["known"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == LIFE_SECONDS
    besiege(ana.email)
    for forged in ("", "nonsense", cookie.value[:-1] + "x", cookie.value.replace(":", "::", 1)):
        stranger = browser()
        stranger.cookies["known"] = forged
        assert attempt(stranger, ana.email).status_code == 429


def test_R091_whoever_fails_is_given_no_cookie(ana: User) -> None:
    client = browser()
    attempt(client, ana.email, "wrong")
    assert "known" not in client.cookies


def test_R089_R090_an_unknown_address_is_throttled_like_a_known_one(ana: User) -> None:
    def said(email: str) -> list[tuple[int, str | None]]:
        answers = [attempt(browser(), email, "wrong") for _ in range(FREE + 3)]
        return [(answer.status_code, answer.headers.get("Retry-After")) for answer in answers]

    known = said(ana.email)
    FailureBucket.objects.all().delete()
    assert said("nobody@aguas.example") == known


def test_R089_whoever_may_not_sign_in_costs_one_password_hash_like_everybody(
    ana: User, bruno: User, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted at the hasher: a wrong password, nobody's address, an inactive user, a suspended account, no password."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    services.deactivate_user(user=bruno, by=TESTER)
    assert carla.account
    services.suspend_account(account=carla.account, by=TESTER)
    User.objects.filter(pk=ana.pk).update(password="!unusable")
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    for email in (ana.email, "nobody@aguas.example", bruno.email, carla.email):
        hashed.clear()
        attempt(browser(), email, "wrong")
        assert len(hashed) == 1, email


@pytest.mark.django_db(transaction=True)
def test_R090_guesses_at_the_same_moment_are_no_way_around(ana: User) -> None:
    answers = at_once(16, lambda index: guess(ana.email, 1)[0])
    assert sorted(answers) == [*[200] * (FREE + 1), *[429] * (16 - FREE - 1)]


def test_R091_no_cookie_costs_no_query(db: None, rf: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert known_browser(rf.get("/sign-in/"), "ana@aguas.example") is None


def test_R091_asking_for_mails_in_somebodys_name_does_not_keep_them_from_signing_in(ana: User) -> None:
    stranger = browser()
    answers = [stranger.post("/password/reset/", {"email": ana.email}).status_code for _ in range(6)]
    assert answers == [*[302] * 5, 429]
    assert attempt(browser(), ana.email).status_code == 302
