"""Clients that prove who they are with a private key (RFC 7523, OpenID Connect Core section 9)."""

import json
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from jwcrypto.jwk import JWK

from apps.accounts.models import Account, User
from apps.connections import dpop
from apps.connections.jose import Malformed
from apps.connections.models import AccessToken, SpentIdentifier
from apps.connections.public_keys import key_set
from apps.connections.services import consumers, enabling
from apps.connections.services.assertions import consumer_by_assertion
from tests.factories import CALLBACK, TESTER
from tests.oauth.flow import VERIFIER, App, basic, code, post, token
from tests.oauth.signing import ISSUER, TOKEN_URL, Key, base64url, new_signing_consumer, signed_in_body, token_by
from tests.threads import at_once

REFUSED = (401, {"error": "invalid_client"})


class In(int):
    """So many seconds after the test has begun, not after all tests were read."""

    @property
    def moment(self) -> float:
        return time.time() + self


@pytest.fixture(scope="module")
def key() -> Key:
    return Key()


@pytest.fixture
def signer(account: Account, key: Key) -> App:
    """A program that signs."""
    return new_signing_consumer(account, key, name="Signing bridge")


def outcome(response: Any) -> tuple[int, Any]:
    return response.status_code, response.json()


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA"])
def test_a_program_gets_a_token_with_its_key(account: Account, algorithm: str) -> None:
    key = Key(algorithm)
    made = new_signing_consumer(account, key)
    response = token_by(key.assertion(made.owner.client_id))
    assert response.status_code == 200, response.content
    assert response.json()["token_type"] == "Bearer"
    made.owner.refresh_from_db()
    assert made.owner.last_used_from == "127.0.0.1"


@pytest.mark.parametrize(
    "aud",
    [
        ISSUER, f"{ISSUER}/", TOKEN_URL, f"{TOKEN_URL}/", [ISSUER], [TOKEN_URL, ISSUER],
    ],
)  # fmt: skip
def test_the_assertion_may_be_made_out_to_issuer_or_token_endpoint(signer: App, key: Key, aud: Any) -> None:
    assert token_by(key.assertion(signer.owner.client_id, aud=aud)).status_code == 200


def test_an_assertion_works_at_every_endpoint_for_clients(account: Account, key: Key) -> None:
    signer = new_signing_consumer(account, key, for_users=True)

    def ask(path: str, **parameters: str) -> int:
        assertion = key.assertion(signer.owner.client_id, aud=ISSUER + path)
        return int(post(path, parameters | signed_in_body(assertion)).status_code)

    assert ask("/oauth/introspect", token="x") == 200
    assert ask("/oauth/revoke_token", token="x") == 200
    assert ask("/oauth/token", grant_type="refresh_token", refresh_token="x") == 400
    assert ask("/oauth/par", response_type="code") == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"}, {"sub": "somebody"}, {"iss": None}, {"sub": None}, {"sub": 7, "iss": 7},
        {"aud": "https://other.example"}, {"aud": [ISSUER, "https://other.example"]}, {"aud": []}, {"aud": None},
        {"aud": {"a": 1}}, {"aud": [[ISSUER]]}, {"aud": f"{ISSUER}/oauth/authorize"},
        {"exp": None}, {"exp": "soon"}, {"exp": True}, {"exp": 10**400}, {"exp": In(-120)},
        {"iat": In(-600), "exp": In(60)}, {"iat": None, "exp": In(3600)},
        {"iat": In(300)}, {"nbf": In(300)}, {"iat": "now"}, {"nbf": []},
        {"jti": None}, {"jti": ""}, {"jti": 5}, {"jti": "x" * 600},
        {"header": {"typ": "dpop+jwt"}}, {"header": {"crit": ["exp"]}}, {"header": {"b64": False}},
        {"header": {"kid": ["a"]}},
    ],
)  # fmt: skip
def test_an_assertion_that_says_something_else_is_refused(signer: App, key: Key, changes: dict[str, Any]) -> None:
    changes = {name: value.moment if isinstance(value, In) else value for name, value in changes.items()}
    if changes.get("header") == {"kid": ["a"]}:
        # A name of no key leaves it open which one signed.
        assert token_by(key.assertion(signer.owner.client_id, **changes)).status_code == 200
        return
    header = changes.get("header", {})
    if set(header) & {"crit", "b64"}:
        made = by_hand(key, header, signer.owner.client_id)
    else:
        made = key.assertion(signer.owner.client_id, **changes)
    assert outcome(token_by(made)) == REFUSED
    assert not AccessToken.objects.exists()


def by_hand(key: Key, header: dict[str, Any], client_id: str, signature: str = "") -> str:
    """An assertion whose header no library would make."""
    _, claims, signed = key.assertion(client_id).split(".")
    encoded = base64url(json.dumps({"alg": "ES256"} | header).encode())
    return f"{encoded}.{claims}.{signature or signed}"


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"alg": "RS256"}, {"alg": None}, {"alg": []}])
def test_the_algorithm_is_the_keys_and_never_what_a_header_says(signer: App, key: Key, header: dict[str, Any]) -> None:
    assert outcome(token_by(by_hand(key, header, signer.owner.client_id))) == REFUSED
    assert outcome(token_by(by_hand(key, header, signer.owner.client_id, signature="AA"))) == REFUSED


def test_a_public_key_is_no_password(signer: App, key: Key) -> None:
    forged = Key()
    forged.pair, forged.algorithm = JWK(kty="oct", k=base64url(json.dumps(key.public).encode())), "HS256"
    assert outcome(token_by(forged.assertion(signer.owner.client_id))) == REFUSED


def test_R038_a_wrong_key_an_unknown_client_and_garbage_look_alike(signer: App, robot: App, key: Key) -> None:
    for assertion in (
        Key().assertion(signer.owner.client_id), key.assertion("nobody"), key.assertion(robot.owner.client_id),
        "a.b.c", "x", "." * 9, key.assertion(signer.owner.client_id) + "A", "A" * 9000,
        f"{base64url(b'[' * 5000)}.e30.AA",
    ):  # fmt: skip
        response = token_by(assertion)
        assert outcome(response) == REFUSED
        assert response["WWW-Authenticate"].startswith("Basic ")


def test_a_key_that_the_assertion_brings_along_means_nothing(signer: App) -> None:
    stranger = Key()
    header = {"jwk": stranger.public}
    assert outcome(token_by(stranger.assertion(signer.owner.client_id, header=header))) == REFUSED


def test_of_several_keys_each_works_and_a_name_chooses(account: Account) -> None:
    one, other = Key(kid="one"), Key("RS256", kid="other")
    made = new_signing_consumer(account, one, other)
    for key in (one, other):
        for header in ({}, {"kid": key.public["kid"]}):
            assert token_by(key.assertion(made.owner.client_id, header=header)).status_code == 200
    assert outcome(token_by(one.assertion(made.owner.client_id, header={"kid": "other"}))) == REFUSED


def test_an_assertion_works_once(signer: App, key: Key) -> None:
    assertion = key.assertion(signer.owner.client_id)
    assert token_by(assertion).status_code == 200
    assert outcome(token_by(assertion)) == REFUSED
    assert outcome(post("/oauth/revoke_token", {"token": "x"} | signed_in_body(assertion))) == REFUSED


def test_a_forged_assertion_spends_nothing(signer: App, key: Key) -> None:
    assert outcome(token_by(Key().assertion(signer.owner.client_id, jti="mine"))) == REFUSED
    assert token_by(key.assertion(signer.owner.client_id, jti="mine")).status_code == 200


def test_two_consumers_may_use_one_name(signer: App, key: Key, account: Account) -> None:
    other = new_signing_consumer(account, key)
    assert token_by(key.assertion(signer.owner.client_id, jti="1")).status_code == 200
    assert token_by(key.assertion(other.owner.client_id, jti="1")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_replays_at_the_same_moment_exactly_one_gets_in(signer: App, key: Key) -> None:
    assertion = key.assertion(signer.owner.client_id)
    statuses = sorted(at_once(8, lambda _: token_by(assertion).status_code))
    assert statuses == [200] + [401] * 7
    assert SpentIdentifier.objects.count() == 1


def test_a_library_that_asks_for_an_hour_gets_five_minutes(signer: App, key: Key) -> None:
    now = int(time.time())
    assert token_by(key.assertion(signer.owner.client_id, exp=now + 3600)).status_code == 200
    old = key.assertion(signer.owner.client_id, exp=now + 3600, iat=now - 400)
    assert outcome(token_by(old)) == REFUSED


def test_R037_one_way_of_authentication_a_request(signer: App, robot: App, key: Key) -> None:
    def error(body: dict[str, str], header: dict[str, str] | None = None) -> tuple[int, str]:
        response = post("/oauth/token", {"grant_type": "client_credentials"} | body, header)
        return response.status_code, response.json()["error"]

    assertion = signed_in_body(key.assertion(signer.owner.client_id))
    both = {"client_id": robot.owner.client_id, "client_secret": robot.plain}
    assert error(assertion | both) == (400, "invalid_request")
    assert error(assertion, basic(robot.owner.client_id, robot.plain)) == (400, "invalid_request")
    assert error({"client_assertion": assertion["client_assertion"]}) == (400, "invalid_request")
    assert error({"client_assertion_type": assertion["client_assertion_type"]}) == (400, "invalid_request")
    assert error(assertion | {"client_assertion_type": "urn:other"}) == (401, "invalid_client")
    assert error(assertion | {"client_id": robot.owner.client_id}) == (401, "invalid_client")


def test_the_key_in_the_body_may_agree_with_the_assertion(signer: App, key: Key) -> None:
    client_id = signer.owner.client_id
    assert token_by(key.assertion(client_id), client_id=client_id).status_code == 200


def test_who_signs_has_no_secret_and_who_has_a_secret_cannot_sign(robot: App, key: Key) -> None:
    assert token(robot).status_code == 200
    fields: dict[str, Any] = {"authentication_method": "private_key_jwt", "public_keys": key.key_set}
    consumers.update_consumer(consumer=robot.owner, by=TESTER, **fields)
    assert outcome(token(robot)) == REFUSED
    assert token_by(key.assertion(robot.owner.client_id)).status_code == 200
    consumers.update_consumer(consumer=robot.owner, by=TESTER, authentication_method="secret")
    assert outcome(token_by(key.assertion(robot.owner.client_id))) == REFUSED
    assert outcome(token(robot)) == REFUSED


def test_a_secret_of_before_is_refused_even_if_its_row_is_live(robot: App, key: Key) -> None:
    type(robot.owner).objects.update(authentication_method="private_key_jwt", public_keys=key.key_set)
    assert outcome(token(robot)) == REFUSED


def test_a_disabled_consumer_is_refused(signer: App, key: Key) -> None:
    enabling.disable_consumer(consumer=signer.owner, by=TESTER)
    assert outcome(token_by(key.assertion(signer.owner.client_id))) == REFUSED


def test_an_app_for_users_redeems_and_refreshes_with_its_key(account: Account, key: Key, bruno: User) -> None:
    app = new_signing_consumer(account, key, for_users=True)
    asked = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    first = token_by(key.assertion(app.owner.client_id), **asked, code=code(app, bruno))
    assert first.status_code == 200, first.content
    again = {"grant_type": "refresh_token", "refresh_token": first.json()["refresh_token"]}
    assert token_by(key.assertion(app.owner.client_id), **again).status_code == 200


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "alg", "typ", "kid", "crit", "jwk", "htm", "htu"]
)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(header=st.dictionaries(NAMES, JSON), claims=st.dictionaries(NAMES, JSON) | JSON, raw=st.text(max_size=40))
def test_R020_whatever_is_sent_is_a_clean_refusal(header: dict[str, Any], claims: Any, raw: str) -> None:
    encoded = [base64url(json.dumps(part).encode()) for part in ({"alg": "ES256"} | header, claims)]
    for sent in (".".join([*encoded, "AAAA"]), raw, f"{raw}.{encoded[1]}.AA"):
        asked = {"assertion": sent, "client_id": None, "audiences": [ISSUER], "address": None}
        assert consumer_by_assertion(**asked) is None  # type: ignore[arg-type]
        with pytest.raises(Malformed):
            dpop.read(sent, method="POST", url=TOKEN_URL)


@settings(max_examples=150, deadline=None)
@given(jwk=st.dictionaries(st.sampled_from(["kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops"]), JSON))
def test_whatever_is_no_key_is_said_so(jwk: dict[str, Any]) -> None:
    for kind in ({}, {"kty": "EC", "crv": "P-256"}, {"kty": "RSA"}, {"kty": "OKP", "crv": "Ed25519"}):
        with pytest.raises(ValidationError):
            key_set(json.dumps({"keys": [jwk | kind]}))


def test_an_assertion_costs_three_queries(signer: App, key: Key, django_assert_max_num_queries: Any) -> None:
    token_by(key.assertion(signer.owner.client_id))
    with django_assert_max_num_queries(3 + 4):  # and the savepoints of two inserts
        token_by(key.assertion(signer.owner.client_id))
