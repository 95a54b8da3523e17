"""Second factors below the pages: the codes of RFC 6238, sealing and its keys, and who takes a factor away."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import RequestFactory
from pytest_django import Settings

from apps.accounts import services
from apps.accounts.code_factors import CodeFactor
from apps.accounts.models import Account, User
from apps.accounts.permissions import caller_of_user
from apps.accounts.proofs import proof_methods
from apps.accounts.session import Session
from apps.accounts.two_step import codes
from apps.accounts.two_step.adapter import TwoStepAdapter
from apps.audit.models import Transaction
from apps.common import keyring
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer
from tests.oauth import flow
from tests.threads import at_once
from tests.two_step import code_of, half_signed_in, with_app, with_passkey

pytestmark = pytest.mark.django_db

# RFC 6238 appendix B, of whose eight digits an app shows the last six.
OF_THE_RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
    (20000000000, "353130"),
]  # fmt: skip


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert codes.code_at(OF_THE_RFC, seconds // codes.STEP_SECONDS) == code


def test_a_code_counts_one_step_early_and_one_step_late() -> None:
    secret = codes.new_secret()
    assert [codes.matching_step(secret, code_of(secret, ahead)) is not None for ahead in (-3, -1, 0, 1, 3)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    assert codes.matching_step(secret, f" {code_of(secret)[:3]} {code_of(secret)[3:]} ") is not None


def test_the_app_is_told_where_the_code_belongs() -> None:
    url = codes.app_url("ABC", "ana+x@aguas.example")
    assert url == "otpauth://totp/Conexiones%3Aana%2Bx%40aguas.example?secret=ABC&issuer=Conexiones&digits=6&period=30"


def test_nothing_is_kept_by_the_librarys_own_way() -> None:
    for refuse in (TwoStepAdapter().encrypt, TwoStepAdapter().decrypt):
        with pytest.raises(TypeError):
            refuse("secret")


def test_R138_the_keys_of_second_factors_are_rotated(ana: User, settings: Settings, capsys: Any) -> None:
    secret, recovery = with_app(ana)
    settings.FIELD_KEYS = (keyring.parse_entry(f"seal:next:{'A' * 43}="), *settings.FIELD_KEYS)
    call_command("rotate_field_keys")
    assert {factor.sealed.partition("$")[0] for factor in CodeFactor.objects.all()} == {"next"}
    assert services.use_code(user=ana, typed=code_of(secret), by=TESTER)
    assert services.use_code(user=ana, typed=recovery[0], by=TESTER)


@pytest.mark.django_db(transaction=True)
def test_R114_the_same_code_at_the_same_moment_opens_once(ana: User) -> None:
    secret, recovery = with_app(ana)
    for typed in (code_of(secret), recovery[0]):
        opened = at_once(4, lambda _index, typed=typed: services.use_code(user=ana, typed=typed, by=TESTER))  # type: ignore[misc]
        assert sum(kind is not None for kind in opened) == 1


# --- taken away -------------------------------------------------------------------------------------------------------


def test_R052_a_reset_second_step_ends_sessions_and_grants_and_the_user_is_told(
    account: Account, ana: User, bruno: User, django_capture_on_commit_callbacks: Any
) -> None:
    app = new_code_consumer(account, permission_group=GroupFactory.create(account=account))
    issued = flow.tokens(app, bruno)
    with_passkey(sign_in(bruno))
    with_app(bruno)
    client = sign_in(ana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/settings/user-accounts/accounts/{bruno.pk}/reset-two-step/")
    assert not CodeFactor.objects.exists()
    assert not Authenticator.objects.exists()
    assert not Session.objects.filter(user=bruno).exists()
    assert flow.refresh(app, issued["refresh_token"]).json()["error"] == "invalid_grant"
    assert mail.outbox[-1].to == [bruno.email]
    entry = Transaction.objects.get(action="two_step_reset")
    assert (entry.actor_id, entry.target_id) == (str(ana.pk), str(bruno.pk))
    assert sign_in(bruno).get("/my-sessions/").status_code == 200


def test_only_a_super_administrator_takes_it_away_and_nobody_their_own(
    account: Account, ana: User, bruno: User
) -> None:
    with_app(bruno)
    alba = UserFactory.create(account=account, role="administrator")
    page = f"/settings/user-accounts/accounts/{bruno.pk}/reset-two-step/"
    assert sign_in(alba).post(page).status_code == 403
    client = sign_in(ana)
    with_app(ana)
    client.post(f"/settings/user-accounts/accounts/{ana.pk}/reset-two-step/")
    assert CodeFactor.objects.filter(user=ana).exists()
    with pytest.raises(ValidationError):
        services.reset_two_step(user=ana, by=TESTER, giver=caller_of_user(alba, address=None))


def test_R102_nobody_takes_it_away_in_another_account(carla: User, bruno: User) -> None:
    with_app(bruno)
    client = sign_in(carla)
    assert client.post(f"/settings/user-accounts/accounts/{bruno.pk}/reset-two-step/").status_code == 404
    assert CodeFactor.objects.filter(user=bruno).count() == 2


@pytest.mark.parametrize("reason", ["the account demands it", "the password is short"])
def test_the_last_factor_stays_while_one_is_needed(account: Account, ana: User, reason: str) -> None:
    with_app(ana)
    if reason == "the account demands it":
        Account.objects.filter(pk=account.pk).update(two_step_for="everybody")
    else:
        User.objects.filter(pk=ana.pk).update(password_needs_two_step=True)
    user = User.objects.select_related("account").get(pk=ana.pk)
    with pytest.raises(ValidationError):
        services.remove_authenticator_app(user=user, by=TESTER)
    assert CodeFactor.objects.count() == 2


# --- what others are told ---------------------------------------------------------------------------------------------


def test_an_app_hears_how_the_user_proved_it(ana: User, rf: RequestFactory) -> None:
    secret, _recovery = with_app(ana)
    client = half_signed_in(ana)
    client.post("/sign-in/second-step/", {"code": code_of(secret)})
    request: Any = rf.get("/")
    request.session, request.user = client.session, ana
    assert proof_methods(request) == ["mfa", "otp", "pwd"]
