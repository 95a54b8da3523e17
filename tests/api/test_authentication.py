"""Who gets in with a bearer token, and who does not (RFC 6750)."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.models import Account, User
from apps.common.tokens import Prefix, new_token
from apps.connections.models import AccessToken, Authorization, Consumer
from apps.connections.services import enabling, revoking
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_access_token, token_for, user_token
from tests.api.queries import Cost, cost_of
from tests.factories import TESTER, new_api_key, new_consumer

CHALLENGE = 'Bearer realm="Conexiones"'


def status(token: str) -> int:
    return int(Program(token).get("/api/items").status_code)


def test_a_live_token_gets_in(account: Account) -> None:
    assert status(token_for(account)) == 200


def test_a_token_is_checked_with_one_query_and_counted_with_one_write(program: Program) -> None:
    program.get("/api/me")
    assert cost_of(lambda: program.get("/api/me")) == Cost(reads=1, writes=1)


def test_a_token_of_a_user_is_checked_with_one_query_and_counted_with_one_write(bruno: User) -> None:
    program = Program(user_token(bruno))
    program.get("/api/me")
    assert cost_of(lambda: program.get("/api/me")) == Cost(reads=1, writes=1)


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer \x00",
        "Bearer {token}x",
        "Bearer {token},Bearer {token}",
        "Bearer {token} {token}",
        'Bearer {token}, Hawk id="a", ts="1", nonce="b", mac="c"',
        "Bearer " + "x" * 10_000,
        "Bearer {other_type}",
    ],
)
def test_R067_a_malformed_header_is_counted_and_never_looked_for(
    account: Account, header: str, django_assert_num_queries: Callable[[int], Any]
) -> None:
    sent = header.replace("{token}", token_for(account)).replace("{other_type}", new_token(Prefix.REFRESH_TOKEN))
    with django_assert_num_queries(1) as captured:
        response = Program(Authorization=sent).get("/api/items")
    assert "common_failurebucket" in captured[0]["sql"]
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == f'{CHALLENGE}, error="invalid_token"'
    assert response.json()["code"] == "invalid_token"


def test_R064_an_unknown_token_is_refused_as_invalid(account: Account) -> None:
    response = Program(new_token(Prefix.ACCESS_TOKEN)).get("/api/items")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == f'{CHALLENGE}, error="invalid_token"'


def test_R064_a_token_that_may_not_is_told_the_scope_that_is_missing(account: Account) -> None:
    response = Program(token_for(account, ["items:view"])).post("/api/items", {})
    assert response.status_code == 403
    assert response["WWW-Authenticate"] == f'{CHALLENGE}, error="insufficient_scope", scope="items:add"'


@pytest.mark.parametrize("scheme", ["Bearer", "Hawk"])
def test_R067_nothing_that_is_sent_comes_back_in_the_challenge(account: Account, scheme: str) -> None:
    response = Program(Authorization=f'{scheme} x", error="none", realm="evil').get("/api/items")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] in (f'{CHALLENGE}, error="invalid_token"', "Hawk")


def test_R067_two_authorization_headers_are_refused_in_either_order(account: Account) -> None:
    """Servers join them to one, with a comma."""
    token, pair = token_for(account), new_api_key(account)
    bearer, signed = f"Bearer {token}", Signer(pair.owner.key, pair.plain).sign("GET", "/api/items")
    for both in (f"{bearer},{signed}", f"{signed},{bearer}", f"{signed},{signed}", f"{bearer},{bearer}"):
        assert Program(Authorization=both).get("/api/items").status_code == 401


def test_the_scheme_is_read_in_any_case(account: Account) -> None:
    assert Program(Authorization=f"bEARER {token_for(account)}").get("/api/items").status_code == 200


def test_R064_without_credentials_the_challenge_names_every_way_and_no_error(db: None) -> None:
    response = Program().get("/api/items")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == f'{CHALLENGE}, DPoP algs="ES256 RS256 PS256 EdDSA", Hawk'
    assert response.json()["code"] == "authentication_required"


@pytest.mark.parametrize("header", ["Basic YTpi", "Token abc", "Digest x"])
def test_other_schemes_are_as_good_as_nothing(db: None, header: str) -> None:
    assert Program(Authorization=header).get("/api/items").json()["code"] == "authentication_required"


@pytest.fixture
def unlogged() -> Iterator[None]:
    """A refusal logs its URL; that lines are redacted on their way out is tested elsewhere."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("unlogged")
def test_R066_a_token_in_the_query_does_not_count(account: Account) -> None:
    assert Program().get(f"/api/items?access_token={token_for(account)}").status_code == 401


@pytest.mark.usefixtures("unlogged")
def test_R066_a_token_in_two_places_is_refused(account: Account) -> None:
    token = token_for(account)
    response = Program(token).get(f"/api/items?access_token={token}")
    assert response.status_code == 400
    assert response.json()["code"] == "invalid_request"


def test_R066_a_token_in_body_cookie_or_other_header_does_not_count(account: Account) -> None:
    token = token_for(account)
    program = Program(**{"X-Authorization": f"Bearer {token}", "Proxy-Authorization": f"Bearer {token}"})
    program.client.cookies["access_token"] = token
    assert program.post("/api/items", {"access_token": token}).status_code == 401


def test_an_expired_token_is_refused(account: Account) -> None:
    assert status(token_for(account, lifetime=timedelta(seconds=-1))) == 401


def test_R068_a_token_of_a_disabled_consumer_is_refused_even_if_its_row_remains(account: Account) -> None:
    token = token_for(account)
    Consumer.objects.update(is_enabled=False)
    assert status(token) == 401


def test_R068_disabling_a_consumer_ends_its_tokens(account: Account) -> None:
    consumer = new_consumer(account).owner
    token = new_access_token(consumer)
    enabling.disable_consumer(consumer=consumer, by=TESTER)
    assert status(token) == 401


def test_a_token_of_a_suspended_account_is_refused(account: Account) -> None:
    token = token_for(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert status(token) == 401


def test_revoking_an_authorization_makes_the_very_next_call_401(bruno: User) -> None:
    token = user_token(bruno)
    assert status(token) == 200
    revoking.revoke_authorizations(authorizations=Authorization.objects.all(), by=TESTER)
    assert status(token) == 401


def test_a_revoked_authorization_is_enough_even_if_the_token_remains(bruno: User) -> None:
    token = user_token(bruno)
    Authorization.objects.update(revoked_at=timezone.now())
    assert status(token) == 401


def test_a_token_of_a_deactivated_user_is_refused(bruno: User, ana: User) -> None:
    token = user_token(bruno)
    accounts.deactivate_user(user=bruno, by=TESTER)
    assert status(token) == 401


def test_an_inactive_user_is_enough_even_if_the_token_remains(bruno: User) -> None:
    token = user_token(bruno)
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    assert status(token) == 401


def test_a_use_is_noted_at_consumer_and_authorization_once_a_minute(bruno: User) -> None:
    program = Program(user_token(bruno))
    program.get("/api/me")
    authorization = Authorization.objects.get()
    assert authorization.last_used_from == "127.0.0.1"
    assert authorization.first_used_at == authorization.last_used_at
    assert Consumer.objects.get().last_used_at is not None
    program.get("/api/me")
    assert Authorization.objects.get().last_used_at == authorization.last_used_at


def test_a_deleted_token_is_refused(account: Account) -> None:
    token = token_for(account)
    AccessToken.objects.all().delete()
    assert status(token) == 401
