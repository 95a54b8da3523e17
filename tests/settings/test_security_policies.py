"""Security's tabs Password and Two-step: what an account demands of its people, and that it is asked for everywhere."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import Account, User
from apps.accounts.old_passwords import OldPassword
from apps.accounts.passwords import shortest_for
from apps.audit.models import Transaction
from apps.common.failures import FailureBucket
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER, UserFactory
from tests.settings.conftest import age_sign_in
from tests.two_step import with_app

pytestmark = pytest.mark.django_db

RULES, TWO_STEP, CHANGE = "/settings/security/password/", "/settings/security/two-step/", "/password/change/"
GOOD = {
    "password_length": 20, "password_length_with_two_step": 10, "password_days": 90, "password_history": 3,
    "password_failures": 4,
}  # fmt: skip
LINK = re.compile(r"http://localhost(/password/reset/key/\S+)")
SENTENCES = ("the first quite long sentence", "the second quite long sentence", "the third quite long sentence")


def set_rules(account: Account, **rules: int) -> None:
    Account.objects.filter(pk=account.pk).update(**rules)


def change(client: Client, new: str, old: str = PASSWORD) -> bool:
    answer = client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})
    return bool(answer.status_code == 302)


def fail(client: Client, user: User, times: int) -> None:
    for _ in range(times):
        assert client.post("/sign-in/", {"login": user.email, "password": "wrong"}).status_code == 200


def enters(client: Client, user: User) -> bool:
    client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return client.get("/my-sessions/").status_code == 200


def test_the_rules_are_saved_and_recorded(ana: User, account: Account) -> None:
    client = sign_in(ana)
    assert client.get("/settings/security/")["Location"] == RULES
    assert client.post(RULES, GOOD)["Location"] == RULES
    account.refresh_from_db()
    assert {name: getattr(account, name) for name in GOOD} == GOOD
    assert Transaction.objects.get(action="password_policy_changed").changes["password_length"] == [15, 20]
    assert client.post(TWO_STEP, {"two_step_for": "administrators"})["Location"] == TWO_STEP
    assert Transaction.objects.get(action="two_step_policy_changed").changes == {
        "two_step_for": ["nobody", "administrators"]
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password_length", 14), ("password_length", 65), ("password_length_with_two_step", 7), ("password_days", -1),
        ("password_history", 11), ("password_failures", 2), ("password_failures", 11), ("password_length", ""),
    ],
)  # fmt: skip
def test_R141_an_account_can_only_tighten_what_holds_everywhere(ana: User, name: str, value: Any) -> None:
    answer = sign_in(ana).post(RULES, GOOD | {name: value})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Transaction.objects.filter(action="password_policy_changed").exists()


def test_R141_eight_characters_do_with_a_second_factor_and_fifteen_without(ana: User) -> None:
    assert shortest_for(ana) == 15
    client = sign_in(ana)
    assert not change(client, "ocho-y8x")
    with_app(ana)
    assert shortest_for(ana) == 8
    assert change(client, "ocho-y8x")
    assert User.objects.get(pk=ana.pk).password_needs_two_step


@pytest.mark.parametrize("place", ["change", "link", "service", "new user"])
def test_R141_the_length_counts_wherever_a_password_is_set(account: Account, ana: User, place: str) -> None:
    set_rules(account, password_length=30)
    user = User.objects.select_related("account").get(pk=ana.pk)
    assert set_in(place, user, "only twenty-eight characters") is False
    assert set_in(place, user, "this one has thirty characters, and more") is True


def set_in(place: str, user: User, password: str) -> bool:
    if place == "change":
        return change(sign_in(user), password)
    if place == "link":
        client = Client()
        client.post("/password/reset/", {"email": user.email})
        found = LINK.search(str(mail.outbox[-1].body))
        assert found
        form = client.get(found[1])["Location"]
        return bool(client.post(form, {"password1": password, "password2": password}).status_code == 302)
    assert user.account
    try:
        if place == "service":
            services.change_password(user=user, password=password, by=TESTER)
        else:
            fields: dict[str, Any] = {"email": "neu@aguas.example", "name": "Neu", "role": "read_only"}
            services.create_user(account=user.account, by=TESTER, password=password, **fields)
    except ValidationError:
        return False
    return True


def test_the_last_passwords_cannot_be_used_again(account: Account, ana: User) -> None:
    set_rules(account, password_history=2)
    client = sign_in(ana)
    assert change(client, SENTENCES[0])
    assert not change(client, SENTENCES[0], old=SENTENCES[0]), "the present one"
    assert not change(client, PASSWORD, old=SENTENCES[0]), "the one before"
    assert change(client, SENTENCES[1], old=SENTENCES[0])
    assert change(client, PASSWORD, old=SENTENCES[1]), "that is long ago"


def test_earlier_passwords_are_kept_as_digests_and_no_more_than_are_compared(ana: User) -> None:
    for number in range(12):
        services.change_password(user=ana, password=f"sentence of number {number} in a row", by=TESTER)
    kept = OldPassword.objects.of_user(ana)
    assert kept.count() == 9
    assert not any("sentence" in old.password for old in kept)


def test_a_password_that_was_never_chosen_is_not_remembered(account: Account) -> None:
    user = UserFactory.create(account=account)
    user.set_unusable_password()
    services.change_password(user=user, password=SENTENCES[0], by=TESTER)
    assert not OldPassword.objects.exists()


def test_new_rules_leave_the_passwords_that_are_there(account: Account, ana: User) -> None:
    set_rules(account, password_length=64, password_history=10)
    assert enters(Client(), ana)


def test_R090_the_account_may_let_people_wait_earlier(account: Account, ana: User) -> None:
    set_rules(account, password_failures=3)
    client = Client()
    fail(client, ana, 3)
    assert enters(client, ana), "three mistakes are free"
    other = Client()
    fail(other, ana, 9)
    assert not enters(other, ana)
    FailureBucket.objects.update(last_at=timezone.now() - timedelta(minutes=20))
    assert enters(other, ana)


def test_R089_an_earlier_wait_tells_nobody_who_has_an_account_here(account: Account, ana: User) -> None:
    set_rules(account, password_failures=3)
    answers = []
    for email in (ana.email, "nobody@aguas.example"):
        client = Client()
        tried = [client.post("/sign-in/", {"login": email, "password": PASSWORD + "x"}) for _ in range(9)]
        right = client.post("/sign-in/", {"login": email, "password": PASSWORD})
        answers.append([(one.status_code, one.context["form"].errors.as_text()) for one in (*tried, right)])
    assert answers[0] == answers[1]


def test_R091_a_stranger_who_guesses_does_not_let_the_owners_browser_wait(account: Account, ana: User) -> None:
    set_rules(account, password_failures=3)
    owner = sign_in(ana)
    owner.post("/sign-out/")
    fail(Client(), ana, 9)
    assert enters(owner, ana)


def test_the_tab_names_who_must_and_has_not(account: Account, ana: User) -> None:
    alba = UserFactory.create(account=account, role="administrator", name="Alba Gil")
    UserFactory.create(account=account, role="read_only", name="Rita Lugo")
    with_app(ana)
    client = sign_in_again(ana)
    Account.objects.update(two_step_for="administrators")
    assert client.get(TWO_STEP).context["people"] == [alba]


def sign_in_again(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_R140_an_old_proof_changes_no_rule(ana: User) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    for page, data in ((RULES, GOOD), (TWO_STEP, {"two_step_for": "everybody"})):
        assert client.post(page, data)["Location"].startswith("/confirm/")
    assert not Transaction.objects.filter(module="security").exists()
