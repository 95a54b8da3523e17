"""Failed authentications at the API: 429 with Retry-After after a while, but never for whoever has the right key."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.common.failures import FailureBucket
from apps.common.throttle import FREE, FREE_OF_ADDRESS
from apps.common.tokens import Prefix, new_token
from apps.connections.models import AccessToken, Consumer, Refusal
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, token_for, user_token
from tests.factories import new_api_key
from tests.threads import at_once


@pytest.fixture
def signer(account: Account) -> Signer:
    api_key = new_api_key(account)
    return Signer(api_key.owner.key, api_key.plain)


def forger(key_id: str) -> Signer:
    return Signer(key_id, new_token(Prefix.API_SECRET))


def is_slowed(response: Any, code: str) -> bool:
    """Whether it is the 429; otherwise it must be the usual 401 with this code."""
    if response.status_code == 429:
        body = response.json()
        assert (body["success"], body["code"]) == (False, "too_many_requests")
        assert int(response["Retry-After"]) > 0
        return True
    assert (response.status_code, response.json()["code"]) == (401, code)
    return False


def kept() -> list[tuple[str, str, int]]:
    """Reason, detail and how often, the newest first: calls may fall into two minutes, which have a row each."""
    counts = Counter[tuple[str, str]]()
    for row in Refusal.objects.latest_first():
        counts[row.reason, row.detail] += row.count
    return [(reason, detail, count) for (reason, detail), count in counts.items()]


@pytest.mark.django_db
@pytest.mark.parametrize("token", [new_token(Prefix.ACCESS_TOKEN), "nonsense"])
def test_R099_unknown_tokens_are_throttled_by_address(token: str) -> None:
    slowed = [is_slowed(Program(token).get("/api/me"), "invalid_token") for _ in range(FREE_OF_ADDRESS + 1)]
    assert slowed == [*[False] * FREE_OF_ADDRESS, True]


def test_R099_wrong_signatures_are_throttled(signer: Signer) -> None:
    wrong = forger(signer.key_id)
    slowed = [is_slowed(wrong.call("GET", "/api/me"), "invalid_signature") for _ in range(FREE + 2)]
    assert slowed == [*[False] * FREE, True, True]


def test_R099_malformed_signatures_are_throttled_by_address(db: None) -> None:
    program = Program(Authorization="Hawk nonsense")
    slowed = [is_slowed(program.get("/api/me"), "invalid_signature") for _ in range(FREE_OF_ADDRESS + 1)]
    assert slowed == [*[False] * FREE_OF_ADDRESS, True]


def test_R091_R099_the_right_key_and_the_right_token_are_let_in_whatever_strangers_do(
    account: Account, signer: Signer
) -> None:
    token = token_for(account)
    for _ in range(FREE_OF_ADDRESS + 1):
        forger(signer.key_id).call("GET", "/api/me")
        Program("nonsense").get("/api/me")
    assert forger(signer.key_id).call("GET", "/api/me").status_code == 429
    assert signer.call("GET", "/api/me").status_code == 200
    assert Program(token).get("/api/me").status_code == 200


def test_R078_R099_a_throttled_signature_reveals_nothing(signer: Signer) -> None:
    for _ in range(FREE + 3):
        known, unknown = forger(signer.key_id).call("GET", "/api/me"), forger("nobody").call("GET", "/api/me")
        assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
        assert _lasting(known) == _lasting(unknown)
    assert known.status_code == 429


def _lasting(response: Any) -> dict[str, str]:
    """The headers, without those that differ from call to call and from second to second."""
    return {name: value for name, value in response.headers.items() if not name.endswith(("-ID", "reset", "Reset"))}


@pytest.mark.parametrize("is_known", [True, False])
def test_R038_a_wrong_signature_costs_the_same_for_known_and_unknown_keys(
    signer: Signer, is_known: bool, django_assert_num_queries: Any
) -> None:
    wrong = forger(signer.key_id if is_known else "nobody")
    with django_assert_num_queries(3 + 4) as captured:
        wrong.call("GET", "/api/me")
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 3


def test_R099_a_token_that_is_over_is_always_a_401_so_that_its_client_refreshes_it(account: Account) -> None:
    token = token_for(account)
    AccessToken.objects.update(expires=timezone.now())
    answers = {Program(token).get("/api/me").status_code for _ in range(FREE_OF_ADDRESS + 5)}
    assert answers == {401}
    assert not FailureBucket.objects.exists()
    assert kept() == [("invalid_token", "expired", FREE_OF_ADDRESS + 5)]


@pytest.mark.django_db(transaction=True)
def test_R099_failures_at_the_same_moment_are_all_counted(signer: Signer) -> None:
    wrong = forger(signer.key_id)
    answers = at_once(16, lambda index: wrong.call("GET", "/api/me").status_code)
    assert sorted(answers) == [*[401] * FREE, *[429] * (16 - FREE)]
    assert set(FailureBucket.objects.values_list("failures", flat=True)) == {16}


# --- what the account learns ------------------------------------------------------------------------------------------


def test_R125_refused_signatures_are_kept_with_their_reason(account: Account, signer: Signer) -> None:
    forger(signer.key_id).call("GET", "/api/me")
    signer.call("GET", "/api/me", nonce="once")
    signer.call("GET", "/api/me", nonce="once")
    assert sorted(kept()) == [("invalid_signature", "replayed", 1), ("invalid_signature", "wrong_mac", 1)]
    signer.call("GET", "/api/me", ts="1000000000")
    assert ("stale_timestamp", "", 1) in kept()
    row = Refusal.objects.of(account).of_api_key(account.api_key).latest_first()[0]
    assert (row.caller, row.consumer, row.address) == (signer.key_id, None, "127.0.0.1")


def test_R125_a_token_whose_consumer_is_disabled_or_whose_user_is_gone_is_kept(account: Account, bruno: User) -> None:
    disabled, ended = token_for(account), user_token(bruno)
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    Program(ended).get("/api/me")
    Consumer.objects.update(is_enabled=False)
    Program(disabled).get("/api/me")
    assert sorted(kept()) == [("invalid_token", "disabled", 1), ("invalid_token", "ended", 1)]


def test_R125_a_missing_permission_is_kept_with_its_name(account: Account) -> None:
    program = Program(token_for(account, ["items:view"]))
    for _ in range(2):
        assert program.post("/api/items", {}).status_code == 403
    assert kept() == [("permission_missing", "items:add", 2)]


def test_R125_a_disabled_module_is_kept_with_its_name(account: Account, signer: Signer) -> None:
    account.enabled_modules = []
    account.save()
    assert signer.call("GET", "/api/items").status_code == 403
    assert kept() == [("module_disabled", "items", 1)]


def test_R125_an_address_that_is_not_allowed_is_kept(account: Account) -> None:
    token = token_for(account)
    account.allowed_networks = "203.0.113.0/24"
    account.save()
    assert Program(token).get("/api/me").status_code == 403
    assert kept() == [("address_not_allowed", "", 1)]


def test_R125_what_is_allowed_and_what_is_nobodys_leaves_nothing(account: Account) -> None:
    Program(token_for(account)).get("/api/me")
    Program("nonsense").get("/api/me")
    Client().get("/api/me")
    assert not Refusal.objects.exists()
