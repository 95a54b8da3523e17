"""A nonce is spent once: in a row, at the same moment, over time."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Account
from apps.connections.models import HawkNonce
from tests.api.hawk_helpers import Signer, refused, send
from tests.factories import new_api_key
from tests.threads import at_once


def test_R072_a_replay_is_refused(signer: Signer) -> None:
    authorization = signer.sign("GET", "/api/items")
    assert send("GET", "/api/items", authorization).status_code == 200
    assert refused(send("GET", "/api/items", authorization))


def test_R072_a_nonce_is_accepted_once_per_key(signer: Signer, other_account: Account) -> None:
    made = new_api_key(other_account)
    assert signer.call("GET", "/api/items", nonce="abcd").status_code == 200
    assert Signer(made.owner.key, made.plain).call("GET", "/api/items", nonce="abcd").status_code == 200
    assert refused(signer.call("GET", "/api/me", nonce="abcd"))
    assert signer.call("GET", "/api/items", nonce="abcD").status_code == 200


def test_R072_R133_a_nonce_is_kept_two_minutes_at_least_and_longer_for_a_clock_that_is_ahead(signer: Signer) -> None:
    signer.call("GET", "/api/items")
    assert HawkNonce.objects.get().expires_at >= timezone.now() + timedelta(seconds=110)
    HawkNonce.objects.all().delete()
    signer.call("GET", "/api/items", ts=str(int(time.time()) + 50))
    assert HawkNonce.objects.get().expires_at >= timezone.now() + timedelta(seconds=165)


def test_a_nonce_can_be_used_again_when_its_time_is_over(signer: Signer) -> None:
    signer.call("GET", "/api/items", nonce="abcd")
    HawkNonce.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert signer.call("GET", "/api/items", nonce="abcd").status_code == 200
    assert refused(signer.call("GET", "/api/items", nonce="abcd"))


def test_R072_a_forgery_does_not_spend_the_nonce(signer: Signer) -> None:
    authorization = signer.sign("GET", "/api/items", nonce="abcd")
    assert refused(send("GET", "/api/items?x=1", authorization))
    assert refused(Signer(signer.key_id, "another key").call("GET", "/api/items", nonce="abcd"))
    assert send("GET", "/api/items", authorization).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_R072_of_eight_replays_at_once_exactly_one_is_accepted(signer: Signer) -> None:
    authorization = signer.sign("GET", "/api/items")
    statuses = at_once(8, lambda index: int(send("GET", "/api/items", authorization).status_code))
    assert sorted(statuses) == [200] + [401] * 7


@pytest.mark.django_db(transaction=True)
def test_R072_of_eight_at_once_exactly_one_takes_over_an_expired_nonce(signer: Signer) -> None:
    signer.call("GET", "/api/items", nonce="abcd")
    HawkNonce.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    authorization = signer.sign("GET", "/api/items", nonce="abcd")
    statuses = at_once(8, lambda index: int(send("GET", "/api/items", authorization).status_code))
    assert sorted(statuses) == [200] + [401] * 7
