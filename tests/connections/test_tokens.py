"""Issuing, exchanging and taking back, below the OAuth door."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import User
from apps.audit.models import Transaction
from apps.common import keyring
from apps.common.tokens import Prefix, digest, is_well_formed, new_token
from apps.connections.callers import caller_of_token, is_live
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, Consumer, RefreshToken
from apps.connections.services import issuing, rotating, tokens
from apps.connections.services.authorizations import grant_authorization
from apps.connections.services.enabling import disable_consumer, enable_consumer
from apps.connections.services.pairs import Pair, Refused
from apps.connections.services.revoking import revoke_authorizations
from apps.connections.services.successors import successor, successors
from tests.factories import TESTER, new_code_consumer

HOUR = timedelta(hours=1)


@pytest.fixture
def consumer(ana: User) -> Consumer:
    assert ana.account
    return new_code_consumer(ana.account).owner


@pytest.fixture
def consent(consumer: Consumer, bruno: User) -> Authorization:
    return grant_authorization(consumer=consumer, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)


def new_code(consent: Authorization, life: timedelta = HOUR) -> AuthorizationCode:
    return issuing.issue_code(
        authorization=consent, plain=new_token(Prefix.AUTHORIZATION_CODE), scope="items:edit items:view",
        redirect_uri="https://app.example/", challenge="", life=life,
    )  # fmt: skip


def new_pair() -> Pair:
    access, refresh = new_token(Prefix.ACCESS_TOKEN), new_token(Prefix.REFRESH_TOKEN)
    return Pair(access, refresh, "items:edit items:view", life=HOUR, refresh_life=24 * HOUR, family_life=48 * HOUR)


def redeemed(consent: Authorization) -> RefreshToken:
    issuing.redeem_code(code=new_code(consent), pair=new_pair())
    made: RefreshToken = RefreshToken.objects.latest("pk")
    return made


def test_a_code_is_exchanged_once(consent: Authorization) -> None:
    code = new_code(consent)
    issuing.redeem_code(code=code, pair=new_pair())
    with pytest.raises(Refused):
        issuing.redeem_code(code=code, pair=new_pair())
    assert AccessToken.objects.count() == RefreshToken.objects.count() == 1


def test_an_expired_code_is_not_exchanged(consent: Authorization) -> None:
    with pytest.raises(Refused):
        issuing.redeem_code(code=new_code(consent, life=-HOUR), pair=new_pair())


def test_nothing_is_issued_from_revoked_consent(consent: Authorization) -> None:
    code, refresh = new_code(consent), redeemed(consent)
    revoke_authorizations(authorizations=[consent], by=TESTER)
    for exchange in (
        lambda: new_code(consent),
        lambda: issuing.redeem_code(code=code, pair=new_pair()),
        lambda: rotating.rotate_refresh_token(used=refresh, pair=new_pair(), by=TESTER),
    ):
        with pytest.raises(Refused):
            exchange()
    assert not AccessToken.objects.live().exists()


def test_nothing_is_issued_for_an_inactive_user(consent: Authorization) -> None:
    code = new_code(consent)
    User.objects.update(is_active=False)
    with pytest.raises(Refused):
        issuing.redeem_code(code=code, pair=new_pair())


def test_R119_R120_only_digests_are_kept(consent: Authorization) -> None:
    plain, pair = new_token(Prefix.AUTHORIZATION_CODE), new_pair()
    code = issuing.issue_code(
        authorization=consent, plain=plain, scope="items:view", redirect_uri="", challenge="", life=HOUR
    )
    issuing.redeem_code(code=code, pair=pair)
    assert AuthorizationCode.objects.get().code == digest(plain)
    assert AccessToken.objects.get().token_checksum == digest(pair.access)
    assert RefreshToken.objects.get().token_checksum == digest(pair.refresh)
    assert pair.access not in repr(pair)
    assert pair.refresh not in repr(pair)


def test_a_rotation_ends_the_access_tokens_of_the_family_and_keeps_the_old_row(consent: Authorization) -> None:
    old, other = redeemed(consent), redeemed(consent)
    _, new = rotating.rotate_refresh_token(used=old, pair=new_pair(), by=TESTER)
    assert set(AccessToken.objects.values_list("token_family", flat=True)) == {old.token_family, other.token_family}
    assert AccessToken.objects.get(token_family=old.token_family) == new
    old.refresh_from_db()
    assert old.rotated
    assert old.revoked is None


def test_the_same_rotation_again_is_the_same_answer_for_ten_seconds(consent: Authorization) -> None:
    old, pair = redeemed(consent), new_pair()
    first = rotating.rotate_refresh_token(used=old, pair=pair, by=TESTER)
    assert rotating.rotate_refresh_token(used=old, pair=pair, by=TESTER) == first
    RefreshToken.objects.filter(pk=old.pk).update(rotated=F("rotated") - rotating.RETRY)
    with pytest.raises(rotating.Replayed):
        rotating.rotate_refresh_token(used=old, pair=pair, by=TESTER)
    assert not AccessToken.objects.exists()
    assert not RefreshToken.objects.filter(revoked=None).exists()


def test_R138_a_pepper_rotated_inside_the_retry_window_does_not_make_a_replay_of_a_retry(
    consent: Authorization,
) -> None:
    """The plain successors under the old pepper come along, and the first answer is found again by them."""
    old, first_pair = redeemed(consent), new_pair()
    first = rotating.rotate_refresh_token(used=old, pair=first_pair, by=TESTER)
    again = rotating.rotate_refresh_token(used=old, pair=new_pair(), earlier=[first_pair], by=TESTER)
    assert again == first
    assert not Transaction.objects.filter(action="token_replayed").exists()


def test_R138_the_successors_under_older_peppers_come_after_that_of_the_writing_one(settings: Settings) -> None:
    used = new_token(Prefix.REFRESH_TOKEN)
    before = successor(Prefix.ACCESS_TOKEN, used)
    settings.FIELD_KEYS = (*keyring.parse(keyring.generate("2").split(",")), *settings.FIELD_KEYS)
    now = successors(Prefix.ACCESS_TOKEN, used)
    assert now[0] == successor(Prefix.ACCESS_TOKEN, used)
    assert now[1:] == [before]


def test_the_revocation_stays_although_the_exchange_fails(consent: Authorization) -> None:
    old = redeemed(consent)
    rotating.rotate_refresh_token(used=old, pair=new_pair(), by=TESTER)
    with pytest.raises(rotating.Replayed):
        rotating.rotate_refresh_token(used=old, pair=new_pair(), by=TESTER)
    assert not AccessToken.objects.exists()
    assert Transaction.objects.filter(action="token_replayed").count() == 1


def test_a_revoked_refresh_token_is_refused_without_a_record(consent: Authorization) -> None:
    old = redeemed(consent)
    tokens.revoke_token(token=old)
    with pytest.raises(Refused):
        rotating.rotate_refresh_token(used=old, pair=new_pair(), by=TESTER)
    assert not Transaction.objects.filter(action="token_replayed").exists()


def test_a_successor_is_the_same_each_time_of_its_kind_and_of_its_predecessor() -> None:
    used = new_token(Prefix.REFRESH_TOKEN)
    access, refresh = (successor(prefix, used) for prefix in (Prefix.ACCESS_TOKEN, Prefix.REFRESH_TOKEN))
    assert access == successor(Prefix.ACCESS_TOKEN, used)
    assert is_well_formed(access, Prefix.ACCESS_TOKEN)
    assert is_well_formed(refresh, Prefix.REFRESH_TOKEN)
    assert access[6:] != refresh[6:]
    assert access != successor(Prefix.ACCESS_TOKEN, new_token(Prefix.REFRESH_TOKEN))


def test_a_successor_cannot_be_computed_without_the_pepper(settings: Any) -> None:
    used = new_token(Prefix.REFRESH_TOKEN)
    before = successor(Prefix.ACCESS_TOKEN, used)
    settings.FIELD_KEYS = [
        k if k.purpose != "pepper" else type(k)("pepper", "x", b"x" * 32) for k in settings.FIELD_KEYS
    ]
    assert successor(Prefix.ACCESS_TOKEN, used) != before


def test_all_tokens_of_a_consumer_end_in_three_queries(
    consent: Authorization, consumer: Consumer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        redeemed(consent)
        new_code(consent)
    with django_assert_num_queries(3):
        tokens.revoke_tokens_of_consumers([consumer])
    assert not AccessToken.objects.exists()
    assert not RefreshToken.objects.filter(revoked=None).exists()
    assert not AuthorizationCode.objects.filter(redeemed=None).exists()


def test_a_token_that_slipped_in_while_the_consumer_was_disabled_does_not_come_alive(consumer: Consumer) -> None:
    disable_consumer(consumer=consumer, by=TESTER)
    token = issuing.issue_access_token(consumer=consumer, plain="x", scope="api", life=HOUR)
    assert not is_live(token)
    enable_consumer(consumer=consumer, by=TESTER)
    assert not AccessToken.objects.exists()


def test_R108_a_token_can_do_what_the_user_still_agrees_to(
    consent: Authorization, consumer: Consumer, bruno: User
) -> None:
    redeemed(consent)
    granted = grant_authorization(consumer=consumer, user=bruno, scopes=["items:view"], by=TESTER)
    token = AccessToken.objects.with_rights().get()
    assert token.authorization == granted
    assert caller_of_token(token, address=None).permissions == {"items:view"}


def test_consent_to_something_else_adds_to_what_was_agreed(
    consent: Authorization, consumer: Consumer, bruno: User
) -> None:
    grant_authorization(consumer=consumer, user=bruno, scopes=[], asked=["items:view"], by=TESTER)
    assert Authorization.objects.get().scopes == {"items:edit"}
    grant_authorization(consumer=consumer, user=bruno, scopes=["items:add"], asked=["items:add"], by=TESTER)
    assert Authorization.objects.get().scopes == {"items:add", "items:edit"}


def test_what_is_presented_must_be_of_its_kind(
    consent: Authorization, consumer: Consumer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wrong = [new_token(Prefix.CONSUMER_SECRET), "", "cnxat_x", "é" * 55]
    with django_assert_num_queries(0):
        for plain in wrong:
            assert AccessToken.objects.presented(plain, consumer.account) is None
            assert RefreshToken.objects.presented(plain, consumer) is None
            assert AuthorizationCode.objects.presented(plain, consumer) is None


def test_the_live_tokens_are_those_that_are_not_over(consumer: Consumer) -> None:
    issuing.issue_access_token(consumer=consumer, plain="x", scope="api", life=HOUR)
    issuing.issue_access_token(consumer=consumer, plain="y", scope="api", life=-HOUR)
    assert AccessToken.objects.live().get().expires > timezone.now()
