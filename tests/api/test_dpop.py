"""Tokens that are bound to a key, where they are used (RFC 9449 section 7)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, User
from apps.connections.models import AccessToken
from tests.api.helpers import Program, new_access_token, new_item, token_for, user_token
from tests.factories import new_consumer
from tests.oauth.signing import Key

ORIGIN = "http://localhost"
CHALLENGE = 'DPoP algs="ES256 RS256 PS256 EdDSA"'


def refusal(error: str) -> str:
    return f'Bearer realm="Conexiones", error="{error}", {CHALLENGE}, error="{error}"'


@pytest.fixture(scope="module")
def key() -> Key:
    return Key()


@pytest.fixture
def token(account: Account, key: Key) -> str:
    plain = token_for(account)
    AccessToken.objects.update(jkt=key.thumbprint)
    return plain


def call(token: str, proof: str | None, path: str = "/api/items", method: str = "GET", **headers: str) -> Any:
    sent = {"Authorization": f"DPoP {token}"} | ({} if proof is None else {"DPoP": proof}) | headers
    return Program(**sent).call(method, path)


def proof_for(key: Key, token: str, path: str = "/api/items", method: str = "GET", **changes: Any) -> str:
    return key.proof(method, ORIGIN + path, token=token, **changes)


def test_a_bound_token_gets_in_with_a_proof_of_its_key(token: str, key: Key) -> None:
    assert call(token, proof_for(key, token)).status_code == 200
    assert call(token, proof_for(key, token, method="POST"), method="POST").status_code == 400
    assert call(token, proof_for(key, token), "/api/items?limit=1").status_code == 200


def test_the_scheme_is_read_in_any_case(token: str, key: Key) -> None:
    response = call(token, proof_for(key, token), Authorization=f"dpop {token}")
    assert response.status_code == 200


def queries(do: Callable[[], Any]) -> int:
    """How many queries `do` costs the second time, when a use is noted already; savepoints do not count."""
    do()
    with CaptureQueriesContext(connection) as captured:
        assert do().status_code == 200
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def test_it_costs_one_query_more_than_a_bearers(account: Account, token: str, key: Key) -> None:
    bearer = Program(token_for(account))
    of_bearer = queries(lambda: bearer.get("/api/me"))
    assert queries(lambda: call(token, proof_for(key, token, "/api/me"), "/api/me")) == of_bearer + 1


def test_a_user_can_be_behind_it(bruno: User, key: Key) -> None:
    plain = user_token(bruno)
    AccessToken.objects.update(jkt=key.thumbprint)
    assert call(plain, proof_for(key, plain, "/api/me"), "/api/me").json()["data"]


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_code_in_the_path_is_compared_as_sent(account: Account, token: str, key: Key, slash: str) -> None:
    new_item(account, "BOMBA 1/Á")
    path = f"/api/items/BOMBA%201%2F%C3%81{slash}"

    def status(proven: str) -> int:
        headers = {"Authorization": f"DPoP {token}", "DPoP": proof_for(key, token, proven)}
        # What gunicorn tells of the request line, and the test client does not.
        return int(Client().get(path, headers=headers, RAW_URI=f"{path}?a=b").status_code)

    assert status(path) == status(path.replace("%C3", "%c3")) == status(path.replace("B", "%42")) == 200
    assert status(path.replace("%2F", "/")) == 401


def test_a_bound_token_is_no_bearers(token: str) -> None:
    response = Program(token).get("/api/items")
    assert response.status_code == 401
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_a_bearers_token_is_not_made_better_by_a_proof(account: Account, key: Key) -> None:
    plain = token_for(account)
    response = call(plain, proof_for(key, plain))
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == refusal("invalid_token")
    assert Program(plain, DPoP=proof_for(key, plain)).get("/api/items").status_code == 200


def test_the_proof_of_another_key_is_refused(token: str) -> None:
    stranger = Key()
    assert call(token, proof_for(stranger, token)).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "/api/me"}, {"method": "POST"}, {"ath": None}, {"ath": "x"}, {"iat": 1}, {"jti": None},
        {"htu": "http://other.example/api/items"}, {"header": {"typ": "jwt"}},
    ],
)  # fmt: skip
def test_a_proof_of_something_else_is_refused(token: str, key: Key, changes: dict[str, Any]) -> None:
    response = call(token, proof_for(key, token, **changes))
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == refusal("invalid_dpop_proof")
    assert response.json()["code"] == "invalid_dpop_proof"


def test_a_proof_for_one_token_is_none_for_another(account: Account, token: str, key: Key) -> None:
    other = new_access_token(new_consumer(account).owner)
    AccessToken.objects.update(jkt=key.thumbprint)
    assert call(token, proof_for(key, other)).status_code == 401


@pytest.mark.parametrize("proof", [None, "", "x", "a.b.c", "A" * 9000])
def test_without_a_proof_nobody_gets_in(token: str, proof: str | None) -> None:
    response = call(token, proof)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == refusal("invalid_dpop_proof")


def test_a_proof_works_once(token: str, key: Key) -> None:
    proof = proof_for(key, token)
    assert [call(token, proof).status_code for _ in range(2)] == [200, 401]


@pytest.mark.parametrize("header", ["DPoP", "DPoP ", "DPoP x", "DPoP {token} {token}", "DPoP {token}, Bearer {token}"])
def test_a_malformed_header_is_refused_without_looking_for_a_token(token: str, key: Key, header: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        response = call(token, proof_for(key, token), Authorization=header.replace("{token}", token))
    assert response.status_code == 401
    assert not [query for query in captured if AccessToken._meta.db_table in query["sql"]]


def test_a_permission_that_is_missing_is_told_in_the_right_scheme(account: Account, key: Key) -> None:
    plain = token_for(account, permissions=["items:view"])
    AccessToken.objects.update(jkt=key.thumbprint)
    response = call(plain, proof_for(key, plain, method="POST"), method="POST")
    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]
