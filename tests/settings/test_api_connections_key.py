"""Tab 1: the account's key pair."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.common.tokens import Prefix, is_well_formed
from apps.connections.models import ApiKey
from apps.connections.services.api_keys import rotate_api_secret
from apps.settings.templatetags.endings import ending
from tests.conftest import sign_in
from tests.factories import TESTER, new_api_key
from tests.settings.conftest import HTMX, age_sign_in

PAGE = "/settings/api-connections/key/"
SECRET = re.compile(r"cnxas_[0-9A-Za-z]{49}")


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    return sign_in(ana)


def test_an_account_without_a_pair_is_told_what_it_is_for(client_of_ana: Client) -> None:
    html = client_of_ana.get(PAGE).content.decode()
    assert "No API key yet" in html
    assert f'action="{PAGE}create/"' in html


def test_R111_creating_the_pair_shows_the_secret_in_that_answer_and_in_no_other(client_of_ana: Client) -> None:
    response = client_of_ana.post(PAGE + "create/")
    plain = SECRET.findall(response.content.decode())[0]
    api_key = ApiKey.objects.get()
    assert is_well_formed(plain, Prefix.API_SECRET)
    assert response.headers["Cache-Control"] == "no-store"
    assert api_key.secrets.get().open() == plain
    html = client_of_ana.get(PAGE).content.decode()
    assert api_key.key in html
    assert plain not in html
    assert f"••••••{plain[-4:]}" in html


def test_a_second_pair_is_not_made(client_of_ana: Client, ana: User, account: Account) -> None:
    new_api_key(account)
    response = client_of_ana.post(PAGE + "create/", follow=True)
    assert "This account has an API key already." in response.content.decode()
    assert ApiKey.objects.count() == 1


def test_revealing_shows_the_secret_and_goes_on_the_record(client_of_ana: Client, ana: User, account: Account) -> None:
    made = new_api_key(account)
    response = client_of_ana.post(PAGE + "reveal/")
    assert made.plain in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert Transaction.objects.filter(action="api_secret_revealed", actor_name="Ana Prado").count() == 1
    assert made.plain not in client_of_ana.get(PAGE).content.decode()


@pytest.mark.parametrize("hours", [0, 24, 72, 168])
def test_rotating_with_an_overlap(client_of_ana: Client, ana: User, hours: int, account: Account) -> None:
    made = new_api_key(account)
    response = client_of_ana.post(PAGE + "rotate/", {"overlap": hours}, headers=HTMX)
    plain = SECRET.findall(response.content.decode())[0]
    assert plain != made.plain
    assert made.owner.secrets.live().count() == (2 if hours else 1)
    assert (f"Ends in {hours} h" in client_of_ana.get(PAGE).content.decode()) == bool(hours)


def test_an_overlap_must_be_chosen_and_the_middle_one_is_offered(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    new_api_key(account)
    html = client_of_ana.get(PAGE + "rotate/", headers=HTMX).content.decode()
    assert re.search(r'value="24"[^>]* checked', html)
    assert client_of_ana.post(PAGE + "rotate/", {"overlap": "12"}, headers=HTMX).status_code == 422


def test_while_two_secrets_work_only_a_rotation_without_overlap_is_possible(
    client_of_ana: Client, account: Account
) -> None:
    api_key = new_api_key(account).owner
    rotate_api_secret(api_key=api_key, overlap=timedelta(hours=24), by=TESTER)
    response = client_of_ana.post(PAGE + "rotate/", {"overlap": 24}, headers=HTMX)
    assert response.status_code == 422
    assert "End the old one first" in response.content.decode()
    assert client_of_ana.post(PAGE + "rotate/", {"overlap": 0}, headers=HTMX).status_code == 200
    assert api_key.secrets.live().count() == 1


def test_the_old_secret_can_be_ended_now(client_of_ana: Client, ana: User, account: Account) -> None:
    made = new_api_key(account)
    rotate_api_secret(api_key=made.owner, overlap=timedelta(hours=24), by=TESTER)
    assert "End the old secret now" in client_of_ana.get(PAGE).content.decode()
    client_of_ana.post(PAGE + "end-old/")
    assert made.owner.secrets.live().count() == 1
    assert "End the old secret now" not in client_of_ana.get(PAGE).content.decode()


def test_a_pair_that_was_never_used_is_deleted_after_one_question(
    client_of_ana: Client, ana: User, account: Account
) -> None:
    new_api_key(account)
    assert "data-typed-confirm" not in client_of_ana.get(PAGE + "delete/").content.decode()
    client_of_ana.post(PAGE + "delete/")
    assert not ApiKey.objects.exists()


def test_a_pair_in_use_wants_the_end_of_its_key_typed(client_of_ana: Client, ana: User, account: Account) -> None:
    made = new_api_key(account)
    made.owner.secrets.get().note_use("203.0.113.9")
    word = made.owner.key[-4:]
    html = client_of_ana.get(PAGE + "delete/").content.decode()
    assert f'data-typed-confirm="{word}"' in html
    assert "203.0.113.9" in html
    assert client_of_ana.post(PAGE + "delete/", {"word": "nope"}).status_code == 422
    client_of_ana.post(PAGE + "delete/", {"word": word})
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("page", ["reveal", "rotate", "end-old", "delete"])
def test_without_a_pair_there_is_nothing_to_do(client_of_ana: Client, page: str) -> None:
    assert client_of_ana.post(f"{PAGE}{page}/", {"overlap": 0}).status_code == 404


@pytest.mark.parametrize("page", ["rotate", "end-old", "delete"])
def test_the_question_before_a_deed_does_not_do_it(
    client_of_ana: Client, ana: User, page: str, account: Account
) -> None:
    made = new_api_key(account)
    rotate_api_secret(api_key=made.owner, overlap=timedelta(hours=24), by=TESTER)
    before = Transaction.objects.count()
    assert client_of_ana.get(f"{PAGE}{page}/").status_code == 200
    assert Transaction.objects.count() == before


@pytest.mark.parametrize("page", ["create", "reveal", "end-old"])
def test_looking_at_the_address_of_a_deed_does_not_do_it(
    client_of_ana: Client, ana: User, page: str, account: Account
) -> None:
    new_api_key(account)
    before = Transaction.objects.count()
    assert client_of_ana.get(f"{PAGE}{page}/").headers["Location"] == PAGE
    assert Transaction.objects.count() == before


@pytest.mark.parametrize("page", ["create", "reveal", "rotate", "end-old", "delete"])
def test_every_deed_asks_who_you_are_again(client_of_ana: Client, ana: User, page: str, account: Account) -> None:
    if page != "create":
        new_api_key(account)
    age_sign_in(client_of_ana)
    before = Transaction.objects.count()
    response = client_of_ana.post(f"{PAGE}{page}/", {"overlap": 0})
    assert response.headers["Location"].startswith("/confirm/?next=")
    assert Transaction.objects.count() == before


def test_the_remaining_time_is_told_in_hours_and_at_the_end_in_minutes(ana: User, account: Account) -> None:
    secret = new_api_key(account).owner.secrets.get()
    assert ending(secret) == ""
    secret.expires_at = timezone.now() + timedelta(hours=23, minutes=1)
    assert ending(secret) == "Ends in 23 h"
    secret.expires_at = timezone.now() + timedelta(minutes=4, seconds=30)
    assert ending(secret) == "Ends in 5 minutes"


def test_when_and_from_where_each_secret_was_used_is_shown(client_of_ana: Client, ana: User, account: Account) -> None:
    made = new_api_key(account)
    assert "Never used" in client_of_ana.get(PAGE).content.decode()
    made.owner.secrets.get().note_use("203.0.113.9")
    assert "203.0.113.9" in client_of_ana.get(PAGE).content.decode()
