"""One clock decides, and one that is set back brings nothing back."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Account
from apps.connections.models import AccessToken, HawkNonce
from tests.api.hawk_helpers import Signer, refused, send
from tests.api.helpers import Program
from tests.factories import new_api_key, new_consumer
from tests.oauth import flow


@pytest.fixture
def signer(account: Account) -> Signer:
    made = new_api_key(account)
    return Signer(made.owner.key, made.plain)


def set_clock(monkeypatch: pytest.MonkeyPatch, ahead: timedelta) -> None:
    """As if the machine's clock were `ahead` of what it is."""
    now, seconds = timezone.now, time.time
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + ahead)
    monkeypatch.setattr("apps.connections.services.hawk.time.time", lambda: seconds() + ahead.total_seconds())


@pytest.mark.parametrize("back", [timedelta(seconds=30), timedelta(minutes=10), timedelta(hours=1)])
def test_R133_a_clock_that_is_set_back_does_not_revive_a_nonce(
    signer: Signer, back: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = signer.sign("GET", "/api/items", nonce="abcd")
    assert send("GET", "/api/items", signed).status_code == 200
    with monkeypatch.context() as later:
        set_clock(later, back)
        assert signer.call("GET", "/api/items", nonce="another").status_code in (200, 401)
    # The clock is back where the signature is fresh; the nonce is remembered until it cannot be fresh any more.
    assert refused(send("GET", "/api/items", signed))


def test_R133_a_nonce_of_a_clock_that_was_ahead_is_kept_until_that_clock_has_come(signer: Signer) -> None:
    ahead = int(time.time()) + 55
    signed = signer.sign("GET", "/api/items", ts=str(ahead), nonce="abcd")
    assert send("GET", "/api/items", signed).status_code == 200
    assert HawkNonce.objects.get().expires_at.timestamp() >= ahead + 60


@pytest.mark.parametrize(("off", "status"), [(-61, 401), (-58, 200), (58, 200), (62, 401)])
def test_R133_a_signature_counts_for_a_minute_either_way(signer: Signer, off: int, status: int) -> None:
    assert signer.call("GET", "/api/items", ts=str(int(time.time()) + off)).status_code == status


def test_R133_a_token_ends_by_the_clock_that_made_it_whatever_the_client_thinks(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = flow.token(new_consumer(account)).json()
    program = Program(answer["access_token"])
    life = timedelta(seconds=answer["expires_in"])
    assert abs(AccessToken.objects.get().expires - timezone.now() - life) < timedelta(seconds=5)
    assert program.get("/api/items").status_code == 200
    set_clock(monkeypatch, life + timedelta(seconds=1))
    assert program.get("/api/items").status_code == 401
