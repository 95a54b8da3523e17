"""HTTP Basic with the account's API key pair: off, and where it is allowed as good as a signature, no more."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.common.throttle import FREE
from apps.common.tokens import Prefix, new_token
from apps.connections.models import ApiKey, ApiSecret, Refusal
from apps.connections.services import api_keys
from tests.api.helpers import Program, new_item
from tests.factories import TESTER, new_api_key

CHALLENGE = 'Bearer realm="Conexiones", DPoP algs="ES256 RS256 PS256 EdDSA", Hawk'


def basic(key: str, plain: str) -> Program:
    return Program(Authorization="Basic " + base64.b64encode(f"{key}:{plain}".encode()).decode())


def allow(account: Account, **more: Any) -> None:
    Account.objects.filter(pk=account.pk).update(allows_basic=True, **more)


@pytest.fixture
def program(account: Account) -> Program:
    made = new_api_key(account)
    return basic(made.owner.key, made.plain)


def is_refused(response: Any) -> bool:
    """Whether it is refused as every key pair is that opens nothing."""
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == CHALLENGE
    return bool(response.json()["code"] == "invalid_key_pair")


def test_it_is_off_and_the_account_learns_why_its_script_is_refused(program: Program) -> None:
    response = program.get("/api/items")
    assert is_refused(response)
    assert "HTTP Basic" in program.get("/api/items", **{"Accept-Language": "en"}).json()["message"]
    assert [(row.reason, row.detail) for row in Refusal.objects.all()] == [("invalid_key_pair", "basic_not_allowed")]


def test_where_it_is_allowed_it_acts_as_the_account(account: Account, program: Program) -> None:
    allow(account)
    new_item(account)
    assert program.get("/api/items").json()["total"] == 1
    made = program.post("/api/items", {"code": "EQ-2", "id_type_item": 2, "field_1": "Bomba"})
    assert (made.status_code, "Server-Authorization" in made) == (201, False)
    entry = Transaction.objects.filter(action="item_created").latest("pk")
    assert (entry.actor_kind, entry.actor_name) == ("api_key", ApiKey.objects.get().key)
    assert ApiSecret.objects.get().last_used_from == "127.0.0.1"
    assert program.get("/api/consumers").status_code in (403, 404)


def test_wrong_unknown_off_and_suspended_look_the_same(
    account: Account, other_account: Account, program: Program
) -> None:
    allow(account)
    key, theirs = ApiKey.objects.get().key, new_api_key(other_account)
    another = new_token(Prefix.API_SECRET)
    pairs = [(key, another), ("Z" * 20, another), (theirs.owner.key, theirs.plain), (key, theirs.plain)]
    answers = [basic(*pair).get("/api/me") for pair in pairs]
    Account.objects.filter(pk=account.pk).update(is_active=False)
    answers.append(program.get("/api/me"))
    assert all(is_refused(answer) for answer in answers)
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("text", ["", "a", "a:b", ":", "\x00:x", "ñ:ñ"])
def test_what_could_be_no_key_pair_is_as_good_as_nothing(db: None, text: str) -> None:
    for encoded in (base64.b64encode(text.encode()).decode(), text.encode().decode("latin-1").replace("\x00", "")):
        assert Program(Authorization=f"Basic {encoded}").get("/api/me").json()["code"] == "authentication_required"


def test_an_old_secret_opens_for_its_overlap(account: Account, program: Program) -> None:
    allow(account)
    api_keys.rotate_api_secret(api_key=ApiKey.objects.get(), overlap=timedelta(hours=24), by=TESTER)
    assert program.get("/api/me").status_code == 200
    api_keys.end_old_api_secret(api_key=ApiKey.objects.get(), by=TESTER)
    assert is_refused(program.get("/api/me"))


def test_the_networks_of_the_account_hold_for_it_too(account: Account, program: Program) -> None:
    allow(account, allowed_networks="203.0.113.0/24")
    assert program.get("/api/me").json()["code"] == "address_not_allowed"


def test_failures_are_throttled_together_with_wrong_signatures_but_never_the_right_pair(
    account: Account, program: Program
) -> None:
    allow(account)
    wrong = basic(ApiKey.objects.get().key, new_token(Prefix.API_SECRET))
    assert [wrong.get("/api/me").status_code for _ in range(FREE + 1)] == [*[401] * FREE, 429]
    assert program.get("/api/me").status_code == 200


@pytest.mark.parametrize("is_known", [True, False])
def test_a_wrong_pair_costs_the_same_for_known_and_unknown_keys(
    account: Account, program: Program, is_known: bool, django_assert_num_queries: Any
) -> None:
    wrong = basic(ApiKey.objects.get().key if is_known else "Z" * 20, new_token(Prefix.API_SECRET))
    with django_assert_num_queries(3 + 4) as captured:
        wrong.get("/api/me")
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 3
