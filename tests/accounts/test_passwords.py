"""Passwords: long, neither common nor about the person; everything else is up to the person."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import check_password, get_hashers, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import Account, User
from apps.accounts.passwords import MOST
from apps.accounts.security_policy import LEAST_ALONE
from config import settings as everywhere
from tests.conftest import sign_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def codes(password: str, user: User) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(one.code) for one in error.error_list}
    return set()


def change(client: Client, password: str, old: str = PASSWORD) -> Any:
    return client.post("/password/change/", {"oldpassword": old, "password1": password, "password2": password})


@pytest.mark.parametrize(
    "password",
    [
        "vier kleine wale",
        "quince letras!!",
        "ñandú über Ελλάς 猫 🐈",
        "   spaces at both ends   ",
        "839201774650293",
        "x7" * 3 + "a very long sentence that nobody would ever want to type twice " * 4,
        "the aguas of the river run to the sea",
    ],
)
def test_R141_a_long_password_of_any_characters_is_taken(ana: User, password: str) -> None:
    assert codes(password, ana) == set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("catorce letras", "password_too_short"),
        ("", "password_too_short"),
        ("password", "password_too_common"),
        ("aaaaaaaaaaaaaaaaaaa", "password_repeats"),
        ("123412341234123", "password_repeats"),
        ("qwertyqwertyqwerty", "password_repeats"),
        ("ana@aguas.example", "password_too_similar"),
        ("conexiones-2026!", "password_of_context"),
        ("Aguas del Valle 477", "password_of_context"),
        ("CONEXIONES.aguas.valle", "password_of_context"),
        ("Prado Prado Aguas 1", "password_of_context"),
        ("x" + "ab4" * MOST, "password_too_long"),
    ],
)
def test_R141_what_a_guesser_tries_first_is_refused(ana: User, password: str, code: str) -> None:
    assert code in codes(password, ana)


def test_R141_the_common_list_counts_in_any_spelling_of_its_letters(ana: User) -> None:
    assert "password_too_common" in codes("PassWord", ana)


@pytest.mark.parametrize("length", [15, 64, 72, 73, 200, MOST])
def test_R141_a_password_counts_to_its_last_character(ana: User, length: int) -> None:
    password = ("a different sentence every time, " * 200)[: length - 1] + "!"
    client = sign_in(ana)
    assert change(client, password).status_code == 302
    for wrong in (password[:-1], password + "!", password[:-1] + "?"):
        assert Client().post("/sign-in/", {"login": ana.email, "password": wrong}).status_code == 200
    assert Client().post("/sign-in/", {"login": ana.email, "password": password}).status_code == 302


@pytest.mark.parametrize(
    "password", ["nul \x00 in the middle of it", "x" * (MOST + 1), "\ud800 surrogate in it, alone"]
)
@pytest.mark.parametrize("path", ["/sign-in/", "/password/change/", "/confirm/"])
def test_R141_odd_characters_and_sizes_are_errors_of_the_form(ana: User, path: str, password: str) -> None:
    data = {"login": ana.email, "oldpassword": password}
    data |= dict.fromkeys(("password", "password1", "password2"), password)
    encoded = urlencode(data, encoding="utf-8", errors="surrogatepass")
    client = Client() if path == "/sign-in/" else sign_in(ana)
    answer = client.post(path, encoded, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not User.objects.get(pk=ana.pk).check_password(password.encode("utf-8", "replace").decode())


def test_R141_passwords_can_be_pasted_and_kept_by_a_manager(ana: User) -> None:
    client = sign_in(ana)
    pages = {"/sign-in/": Client(), "/password/change/": client, "/confirm/": client}
    found = {path: one.get(path).content.decode() for path, one in pages.items()}
    assert 'autocomplete="username"' in found["/sign-in/"]
    assert 'autocomplete="current-password"' in found["/sign-in/"]
    assert 'autocomplete="current-password"' in found["/confirm/"]
    change_page = found["/password/change/"]
    assert change_page.count('autocomplete="new-password"') == 2
    assert 'autocomplete="current-password"' in change_page
    assert 'autocomplete="username"' in change_page
    for page in found.values():
        assert "onpaste" not in page
        assert not re.search(r'<input type="password"[^>]*maxlength', page)
        assert 'autocomplete="off"' not in page


def test_R141_a_password_is_kept_by_argon2id_only(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = everywhere.PASSWORD_HASHERS
    assert [hasher.algorithm for hasher in get_hashers()] == ["argon2"]
    kept = make_password(PASSWORD)
    assert kept.startswith("argon2$argon2id$")
    assert check_password(PASSWORD, kept)
    assert PASSWORD not in kept


def test_the_hint_names_the_rule_that_is_checked(ana: User) -> None:
    client = sign_in(ana)
    for least in (LEAST_ALONE, LEAST_ALONE + 5):
        Account.objects.update(password_length=least)
        assert f"At least {least} characters" in client.get("/password/change/").content.decode()
