"""Signing in in two steps, as people meet it: setting up, signing in, stepping up, and what happens when it fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from pytest_django import Settings

from apps.accounts import services
from apps.accounts.code_factors import CodeFactor, CodeKind
from apps.accounts.models import Account, User
from apps.accounts.two_step import codes
from apps.audit.models import Transaction
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER
from tests.settings.conftest import age_sign_in
from tests.two_step import (
    FLAG,
    PASSKEY_SIGN_IN,
    PASSKEY_STEP,
    STEP,
    Device,
    code_of,
    half_signed_in,
    options_on,
    prove,
    signed_in_with,
    with_app,
    with_passkey,
)

pytestmark = pytest.mark.django_db

HOME, APP, PASSKEYS = "/my-security/", "/my-security/authenticator-app/", "/my-security/passkeys/"
CODES, KEY = "/my-security/recovery-codes/", "/settings/api-connections/key/create/"


def is_signed_in(client: Client) -> bool:
    return client.get("/my-sessions/").status_code == 200


def events() -> list[str]:
    return list(Transaction.objects.filter(module="security").order_by("pk").values_list("action", flat=True))


# --- setting up -------------------------------------------------------------------------------------------------------


def test_an_app_is_set_up_with_a_code_and_the_recovery_codes_are_shown_once(
    ana: User, django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(ana)
    page = client.get(APP)
    secret = page.context["secret"]
    assert codes.in_groups(secret) in page.content.decode()
    assert '<svg class="qr"' in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        shown = client.post(APP, {"code": code_of(secret)})
    assert len(shown.context["codes"]) == codes.RECOVERY_CODES
    assert "no-store" in shown["Cache-Control"]
    assert all(code not in client.get(HOME).content.decode() for code in shown.context["codes"])
    assert events() == ["two_step_added"]
    assert [message.to for message in mail.outbox] == [[ana.email]]


@pytest.mark.parametrize("code", ["000000", "", "abc", "１２３４５６", "9" * 41])
def test_without_the_right_code_no_app_is_set_up(ana: User, code: str) -> None:
    client = sign_in(ana)
    client.get(APP)
    answer = client.post(APP, {"code": code})
    assert answer.status_code == 422
    assert not CodeFactor.objects.exists()


def test_a_passkey_is_set_up_renamed_and_removed(ana: User) -> None:
    client = sign_in(ana)
    with_passkey(client, "Telephone")
    passkey = Authenticator.objects.get(user=ana)
    assert "Telephone" in client.get(HOME).content.decode()
    assert client.post(f"{PASSKEYS}rename/", {"passkey": passkey.pk, "name": "Watch"}).status_code == 302
    assert "Watch" in client.get(HOME).content.decode()
    assert client.post(f"{PASSKEYS}remove/", {"passkey": passkey.pk}).status_code == 302
    assert not Authenticator.objects.exists()
    assert not CodeFactor.objects.exists(), "recovery codes stand in for nothing any more"
    assert events() == ["two_step_added", "two_step_renamed", "two_step_removed"]


@pytest.mark.parametrize(
    "device",
    [Device(origin="https://evil.example"), Device(origin="http://below.localhost"), Device(verifies=False)],
    ids=["another site", "a host below ours", "nobody verified"],
)
def test_a_passkey_of_another_site_or_without_its_owner_is_not_taken(ana: User, device: Device) -> None:
    client = sign_in(ana)
    credential = json.dumps(device.create(options_on(client, PASSKEYS)))
    assert client.post(PASSKEYS, {"name": "Other", "credential": credential}).status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "7", '"x"', '{"response": 1}', "{", '{"id": "\\ud800"}'])
def test_what_is_no_passkey_is_an_error_of_the_form(ana: User, text: str) -> None:
    client = sign_in(ana)
    options_on(client, PASSKEYS)
    assert client.post(PASSKEYS, {"name": "Odd", "credential": text}).status_code == 422
    visitor = Client()
    options_on(visitor, PASSKEY_SIGN_IN)
    assert visitor.post(PASSKEY_SIGN_IN, {"credential": text}).status_code == 200
    assert not is_signed_in(visitor)


@pytest.mark.parametrize("path", [APP, PASSKEYS, CODES, f"{APP}remove/"])
def test_R140_whoever_changes_a_second_step_has_just_proved_who_they_are(ana: User, path: str) -> None:
    secret, _recovery = with_app(ana)
    client = signed_in_with(ana, code_of(secret))
    age_sign_in(client)
    assert client.post(path, {"code": "1"})["Location"].startswith("/confirm/")
    assert CodeFactor.objects.count() == 2


def test_passkeys_of_others_do_not_exist(ana: User, bruno: User) -> None:
    client = sign_in(ana)
    with_passkey(client)
    passkey = Authenticator.objects.get(user=ana)
    other = sign_in(bruno)
    for page, who in ((page, who) for page in ("rename", "remove") for who in (passkey.pk, 987_654, "x", "", 2**64)):
        assert other.post(f"{PASSKEYS}{page}/", {"passkey": who, "name": "Mine"}).status_code == 404


# --- signing in -------------------------------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(ana: User) -> None:
    with_app(ana)
    client = half_signed_in(ana)
    assert not is_signed_in(client)
    assert client.get("/settings/")["Location"].startswith("/sign-in/")
    assert not Transaction.objects.filter(action="signed_in").exists()


def test_R086_the_second_step_signs_in_under_a_new_session_id(ana: User) -> None:
    secret, _recovery = with_app(ana)
    client = half_signed_in(ana)
    before = client.cookies["session"].value
    assert client.post(STEP, {"code": code_of(secret)}).status_code == 302
    assert client.cookies["session"].value != before
    assert is_signed_in(client)
    stolen = Client()
    stolen.cookies["session"] = before
    assert not is_signed_in(stolen)


def test_a_code_of_the_app_counts_once(ana: User) -> None:
    secret, _recovery = with_app(ana)
    code = code_of(secret)
    first, second = half_signed_in(ana), half_signed_in(ana)
    first.post(STEP, {"code": code})
    second.post(STEP, {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
    second.post(STEP, {"code": code_of(secret, -1)})
    assert not is_signed_in(second), "nor does an earlier one"
    second.post(STEP, {"code": code_of(secret, 1)})
    assert is_signed_in(second)


def test_the_code_with_which_the_app_was_set_up_is_used_already(ana: User) -> None:
    client = sign_in(ana)
    code = code_of(client.get(APP).context["secret"])
    client.post(APP, {"code": code})
    other = half_signed_in(ana)
    other.post(STEP, {"code": code})
    assert not is_signed_in(other)


def test_a_recovery_code_counts_once_and_its_owner_is_told(ana: User, django_capture_on_commit_callbacks: Any) -> None:
    _secret, recovery = with_app(ana)
    with django_capture_on_commit_callbacks(execute=True):
        client = signed_in_with(ana, recovery[3].upper().replace("-", " "))
    assert is_signed_in(client)
    assert str(codes.RECOVERY_CODES - 1) in mail.outbox[-1].body
    again = half_signed_in(ana)
    again.post(STEP, {"code": recovery[3]})
    assert not is_signed_in(again)
    again.post(STEP, {"code": recovery[4]})
    assert is_signed_in(again)
    assert events()[-3:] == ["recovery_code_used", "two_step_refused", "recovery_code_used"]


def test_new_recovery_codes_end_the_earlier_ones(ana: User) -> None:
    secret, recovery = with_app(ana)
    client = signed_in_with(ana, code_of(secret))
    fresh = client.post(CODES).context["codes"]
    other = half_signed_in(ana)
    other.post(STEP, {"code": recovery[0]})
    assert not is_signed_in(other)
    other.post(STEP, {"code": fresh[0]})
    assert is_signed_in(other)


def test_a_code_of_somebody_else_opens_nothing(ana: User, bruno: User) -> None:
    with_app(ana)
    secret, recovery = with_app(bruno)
    client = half_signed_in(ana)
    for code in (code_of(secret), recovery[0]):
        assert client.post(STEP, {"code": code}).status_code == 200
    assert not is_signed_in(client)


def test_a_passkey_is_the_second_step(ana: User) -> None:
    device = with_passkey(sign_in(ana))
    client = half_signed_in(ana)
    assert client.get(STEP)["Location"] == PASSKEY_STEP
    assert prove(client, PASSKEY_STEP, device).status_code == 302
    assert is_signed_in(client)


def test_a_passkey_signs_in_without_a_password_and_leads_on(ana: User) -> None:
    device = with_passkey(sign_in(ana))
    client = Client()
    answer = prove(client, PASSKEY_SIGN_IN, device, next="/my-sessions/")
    assert answer["Location"] == "/my-sessions/"
    assert is_signed_in(client)


def test_R022_signing_in_by_passkey_leads_to_this_site_only(ana: User) -> None:
    device = with_passkey(sign_in(ana))
    answer = prove(Client(), PASSKEY_SIGN_IN, device, next="https://evil.example/")
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize(
    "change",
    [
        lambda device: setattr(device, "origin", "https://evil.example"),
        lambda device: setattr(device, "flags", device.flags & 1),
    ],
    ids=["another site", "nobody verified"],
)
def test_a_passkey_that_another_site_asked_for_signs_nobody_in(ana: User, change: Any) -> None:
    device = with_passkey(sign_in(ana))
    change(device)
    client = Client()
    prove(client, PASSKEY_SIGN_IN, device)
    assert not is_signed_in(client)


def test_a_passkey_answers_a_challenge_once(ana: User) -> None:
    device = with_passkey(sign_in(ana))
    client = Client()
    credential = json.dumps(device.get(options_on(client, PASSKEY_SIGN_IN)))
    client.post(PASSKEY_SIGN_IN, {"credential": credential})
    client.post("/sign-out/")
    client.post(PASSKEY_SIGN_IN, {"credential": credential})
    assert not is_signed_in(client)


def test_a_copy_of_a_passkey_lags_behind_and_is_refused(ana: User) -> None:
    """WebAuthn level 2, section 7.2, step 21."""
    device = with_passkey(sign_in(ana))
    prove(half_signed_in(ana), PASSKEY_STEP, device)
    device.sign_count = 0
    client = half_signed_in(ana)
    assert prove(client, PASSKEY_STEP, device).status_code == 200
    assert not is_signed_in(client)
    entry = Transaction.objects.get(action="passkey_refused")
    assert (entry.target_id, entry.changes["sign_count"]) == (str(ana.pk), [1, 1])
    device.sign_count = 1
    assert prove(client, PASSKEY_STEP, device).status_code == 302


def test_a_passkey_that_does_not_count_always_opens(ana: User) -> None:
    device = with_passkey(sign_in(ana), device=Device(counts=False))
    for _time in range(2):
        client = half_signed_in(ana)
        prove(client, PASSKEY_STEP, device)
        assert is_signed_in(client)


@pytest.mark.parametrize(
    ("url", "is_possible"),
    [
        ("https://conexiones.example", True), ("http://localhost:8000", True), ("http://127.0.0.1:8000", False),
        ("http://conexiones.example", False), ("https://192.0.2.7", False), ("https://[2001:db8::7]", False),
    ],
)  # fmt: skip
def test_where_browsers_have_no_passkeys_the_page_says_so(
    ana: User, settings: Settings, url: str, is_possible: bool
) -> None:
    client = sign_in(ana)
    settings.PUBLIC_URL = url
    for page in (PASSKEYS, HOME, "/my-security/required/"):
        assert ("Browsers offer passkeys only" in client.get(page).content.decode()) is not is_possible
    assert (PASSKEY_SIGN_IN in Client().get("/sign-in/").content.decode()) is is_possible


def test_another_key_under_the_same_name_opens_nothing(ana: User) -> None:
    device, other = with_passkey(sign_in(ana)), Device()
    other.id, other.user_handle = device.id, device.user_handle
    client = Client()
    prove(client, PASSKEY_SIGN_IN, other)
    assert not is_signed_in(client)


@pytest.mark.parametrize("close", ["user", "account"])
def test_R018_a_passkey_of_whoever_may_not_sign_in_opens_nothing(ana: User, account: Account, close: str) -> None:
    device = with_passkey(sign_in(ana))
    rows: Any = User.objects.filter(pk=ana.pk) if close == "user" else Account.objects.filter(pk=account.pk)
    rows.update(is_active=False)
    client = Client()
    assert prove(client, PASSKEY_SIGN_IN, device).status_code == 200
    assert not is_signed_in(client)


def test_a_sign_in_that_waits_can_be_given_up(ana: User, bruno: User) -> None:
    with_app(ana)
    client = half_signed_in(ana)
    assert client.post("/sign-in/again/")["Location"] == "/sign-in/"
    assert client.get(STEP)["Location"] == "/sign-in/"
    client.post("/sign-in/", {"login": bruno.email, "password": PASSWORD})
    assert is_signed_in(client)


# --- guessing ---------------------------------------------------------------------------------------------------------


def test_R090_codes_cannot_be_guessed(ana: User) -> None:
    secret, _recovery = with_app(ana)
    client = half_signed_in(ana)
    answers = [client.post(STEP, {"code": f"{number:06}"}).status_code for number in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[-1] == 429
    assert client.post(STEP, {"code": code_of(secret)}).status_code == 429
    assert not is_signed_in(client)


def test_R091_whoever_guesses_at_codes_does_not_lock_the_owners_browser_out(ana: User) -> None:
    owner = sign_in(ana)
    secret, _recovery = with_app(ana)
    owner.post("/sign-out/")
    stranger = half_signed_in(ana)
    for number in range(12):
        stranger.post(STEP, {"code": f"{number:06}"})
    owner.post("/sign-in/", {"login": ana.email, "password": PASSWORD})
    assert owner.post(STEP, {"code": code_of(secret)}).status_code == 302
    assert is_signed_in(owner)


# --- stepping up ------------------------------------------------------------------------------------------------------


def test_R140_a_code_of_the_app_steps_up(ana: User) -> None:
    secret, _recovery = with_app(ana)
    client = signed_in_with(ana, code_of(secret))
    age_sign_in(client)
    assert client.post(KEY)["Location"].startswith("/confirm/")
    assert "/confirm/code/" in client.get(f"/confirm/?next={KEY}").content.decode()
    wrong = client.post(f"/confirm/code/?next={KEY}", {"code": "000000", "next": KEY})
    assert wrong.status_code == 200
    assert client.post(f"/confirm/code/?next={KEY}", {"code": code_of(secret, 1), "next": KEY}).status_code < 400
    assert client.post(KEY).status_code != 302 or "/confirm/" not in client.post(KEY)["Location"]


def test_R140_a_passkey_steps_up(ana: User) -> None:
    client = sign_in(ana)
    device = with_passkey(client)
    age_sign_in(client)
    assert client.get(PASSKEYS)["Location"].startswith("/confirm/")
    assert prove(client, f"/confirm/passkey/?next={PASSKEYS}", device).status_code == 302
    assert client.get(PASSKEYS).status_code == 200


def test_R140_a_passkey_of_somebody_else_does_not_step_up(ana: User, bruno: User) -> None:
    client = sign_in(ana)
    with_passkey(client)
    device = with_passkey(sign_in(bruno))
    age_sign_in(client)
    prove(client, "/confirm/passkey/", device)
    assert client.get(PASSKEYS)["Location"].startswith("/confirm/")


def test_whoever_has_no_second_factor_is_offered_none_to_step_up_by(ana: User) -> None:
    client = sign_in(ana)
    assert "/confirm/code/" not in client.get("/confirm/").content.decode()
    assert client.get("/confirm/code/")["Location"].startswith("/confirm/")


# --- between the steps ------------------------------------------------------------------------------------------------


def test_a_challenge_of_a_second_step_lets_nobody_in_without_finger_face_or_pin(ana: User, bruno: User) -> None:
    device = with_passkey(sign_in(ana))
    with_passkey(sign_in(bruno))
    thief = half_signed_in(bruno)
    options = options_on(thief, PASSKEY_STEP)
    thief.post("/sign-in/again/")
    device.flags = FLAG.UP
    answer = thief.post(PASSKEY_SIGN_IN, {"credential": json.dumps(device.get(options))})
    assert answer.status_code == 200
    assert not is_signed_in(thief)


@pytest.mark.parametrize("event", ["password", "deactivated"])
def test_R018_who_began_before_a_new_password_or_the_end_does_not_finish(ana: User, bruno: User, event: str) -> None:
    secret, _recovery = with_app(bruno)
    client = half_signed_in(bruno)
    if event == "password":
        services.change_password(user=bruno, password="another long sentence of his", by=TESTER)
    else:
        services.deactivate_user(user=bruno, by=TESTER)
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session
    assert client.get(STEP)["Location"] == "/sign-in/"


@pytest.mark.parametrize("sent", ["null", "[]", "{}", "[" * 9_000, "9" * 5_000, '"' + "a" * 30_000 + '"'], ids=len)
def test_R020_what_no_passkey_says_is_refused_and_never_an_error(ana: User, sent: str) -> None:
    client = Client()
    client.get(PASSKEY_SIGN_IN)
    assert client.post(PASSKEY_SIGN_IN, {"credential": sent}).status_code == 200
    assert sign_in(ana).post(PASSKEYS, {"name": "Laptop", "credential": sent}).status_code == 422


def test_who_gave_a_factor_up_is_led_to_a_new_one_when_one_is_demanded(ana: User, account: Account) -> None:
    secret, _recovery = with_app(ana)
    Account.objects.filter(pk=account.pk).update(two_step_for="everybody")
    client = signed_in_with(ana, code_of(secret))
    assert client.get("/my-sessions/").status_code == 200
    Account.objects.filter(pk=account.pk).update(two_step_for="nobody")
    client.post(f"{APP}remove/")
    Account.objects.filter(pk=account.pk).update(two_step_for="everybody")
    assert client.get("/my-sessions/")["Location"] == "/my-security/required/"


def test_the_last_factor_takes_the_other_sessions_with_it(ana: User, bruno: User) -> None:
    """They may have noted that there is one, and would go on believing it."""
    secret, recovery = with_app(ana)
    here, there = signed_in_with(ana, code_of(secret)), signed_in_with(ana, recovery[0])
    device, of_bruno = with_passkey(here), sign_in(bruno)
    here.post(f"{APP}remove/")
    assert is_signed_in(there)
    assert device.id
    passkey = Authenticator.objects.get()
    answer = here.post(f"{PASSKEYS}remove/", {"passkey": passkey.pk}, follow=True)
    assert "Wherever else you were signed in, you are signed out." in answer.content.decode()
    assert [is_signed_in(client) for client in (here, there, of_bruno)] == [True, False, True]


# --- at rest ----------------------------------------------------------------------------------------------------------


def test_a_copy_of_the_database_reveals_neither_secret_nor_codes(ana: User) -> None:
    client = sign_in(ana)
    secret = client.get(APP).context["secret"]
    waiting = str(client.session._session)  # type: ignore[attr-defined]
    recovery = client.post(APP, {"code": code_of(secret)}).context["codes"]
    rows = str(list(CodeFactor.objects.values())) + str(list(Authenticator.objects.values()))
    for plain in (secret, *recovery, *(codes.digest_of(code) for code in recovery)):
        assert plain not in rows + waiting + str(client.session._session)  # type: ignore[attr-defined]


def test_a_secret_that_was_copied_to_another_person_does_not_open(ana: User, bruno: User) -> None:
    secret, _recovery = with_app(ana)
    with_app(bruno)
    theirs = CodeFactor.objects.get(user=ana, kind=CodeKind.TOTP)
    CodeFactor.objects.filter(user=bruno, kind=CodeKind.TOTP).update(sealed=theirs.sealed)
    client = half_signed_in(bruno)
    assert client.post(STEP, {"code": code_of(secret)}).status_code == 200
    assert not is_signed_in(client)
