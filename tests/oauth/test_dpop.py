"""Tokens that are bound to a key of the client (DPoP, RFC 9449), where they are asked for."""

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from apps.accounts.models import Account, User
from apps.connections.models import AccessToken, AuthorizationCode, Consumer, RefreshToken, SpentIdentifier
from apps.connections.public_keys import NOBODYS_POINTS
from tests.factories import CALLBACK, new_consumer
from tests.oauth.flow import (
    VERIFIER,
    App,
    answer,
    ask,
    basic,
    browser,
    code,
    decide,
    introspect,
    post,
    request_of,
)  # fmt: skip
from tests.oauth.signing import TOKEN_URL, Key, base64url
from tests.oauth.test_refresh import later
from tests.threads import at_once


@pytest.fixture(scope="module")
def key() -> Key:
    return Key()


def ask_token(app: App, proof: str | None = None, **parameters: str) -> Any:
    """Asks the token endpoint, public apps by their key; by client credentials unless told otherwise."""
    asked = {"grant_type": "client_credentials"} | parameters
    header = {} if proof is None else {"DPoP": proof}
    if app.owner.is_confidential:
        return post("/oauth/token", asked, header | basic(app.owner.client_id, app.plain))
    return post("/oauth/token", asked | {"client_id": app.owner.client_id}, header)


def redeem(app: App, plain: str, proof: str | None = None) -> Any:
    asked = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return ask_token(app, proof, **asked, code=plain)


def refresh(app: App, plain: str, proof: str | None = None) -> Any:
    return ask_token(app, proof, grant_type="refresh_token", refresh_token=plain)


def outcome(response: Any) -> tuple[int, str]:
    return response.status_code, response.json().get("error", "")


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA"])
def test_a_proof_binds_the_token_to_its_key(robot: App, algorithm: str) -> None:
    key = Key(algorithm)
    response = ask_token(robot, key.proof())
    assert response.status_code == 200, response.content
    assert response.json()["token_type"] == "DPoP"
    assert AccessToken.objects.get().jkt == key.thumbprint
    told = introspect(robot, response.json()["access_token"])
    assert (told["token_type"], told["cnf"]) == ("DPoP", {"jkt": key.thumbprint})


def test_without_a_proof_a_token_is_a_bearers(robot: App) -> None:
    response = ask_token(robot)
    assert response.json()["token_type"] == "Bearer"
    told = introspect(robot, response.json()["access_token"])
    assert (told["token_type"], "cnf" in told) == ("Bearer", False)


def test_whoever_must_prove_possession_gets_nothing_without(robot: App, key: Key) -> None:
    Consumer.objects.update(requires_dpop=True)
    assert outcome(ask_token(robot)) == (400, "invalid_dpop_proof")
    assert ask_token(robot, key.proof()).json()["token_type"] == "DPoP"


@pytest.mark.parametrize(
    "changes",
    [
        {"htm": "GET"}, {"htm": "post"}, {"htm": None}, {"htu": "https://other.example/oauth/token"},
        {"htu": "http://localhost/oauth/revoke_token"}, {"htu": "http://localhost/oauth/token/"}, {"htu": None},
        {"htu": 5}, {"htu": "http://[/"}, {"htu": "http://localhost:99999999/oauth/token"}, {"htu": ""},
        {"iat": None}, {"iat": time.time() - 3600}, {"iat": time.time() + 3600}, {"iat": "now"},
        {"jti": None}, {"jti": ""}, {"jti": ["a"]}, {"jti": "x" * 9000},
        {"header": {"typ": "jwt"}}, {"header": {"typ": None}}, {"header": {"jwk": None}}, {"header": {"jwk": "x"}},
        {"header": {"jwk": {"kty": "oct", "k": "AAAA"}}}, {"header": {"jwk": Key().public}},
        {"header": {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}},
    ],
)  # fmt: skip
def test_a_proof_of_something_else_is_refused(robot: App, key: Key, changes: dict[str, Any]) -> None:
    assert outcome(ask_token(robot, key.proof(**changes))) == (400, "invalid_dpop_proof")
    assert not AccessToken.objects.exists()


def test_a_proof_that_gives_its_private_key_away_is_refused(robot: App) -> None:
    key = Key()
    header = {"jwk": dict(key.pair.export_private(as_dict=True))}
    assert outcome(ask_token(robot, key.proof(header=header))) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("sign", [0, 1 << 255])
def test_a_key_under_which_anybody_can_sign_proves_nothing(robot: App, sign: int) -> None:
    for point in NOBODYS_POINTS:
        x = base64url((point | sign).to_bytes(32, "little"))
        head, claims, _ = Key("EdDSA").proof(header={"jwk": {"kty": "OKP", "crv": "Ed25519", "x": x}}).split(".")
        for signature in (bytes(64), b"\x01" + bytes(63)):
            proof = f"{head}.{claims}.{base64url(signature)}"
            assert outcome(ask_token(robot, proof)) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("algorithm", ["ES384", "RS512"])
def test_only_the_advertised_algorithms_are_accepted(robot: App, algorithm: str) -> None:
    key = Key(algorithm, **({"kty": "EC", "crv": "P-384"} if algorithm == "ES384" else {}))
    assert outcome(ask_token(robot, key.proof())) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize(
    "header", ["", "x", "a.b.c", "é.é.é", "{two}, {two}", "A" * 9000, "W10.W10.W10", "bnVsbA.bnVsbA.AA"]
)
def test_what_is_no_proof_is_a_clean_refusal(robot: App, key: Key, header: str) -> None:
    assert outcome(ask_token(robot, header.replace("{two}", key.proof()))) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize(
    "url",
    [
        "HTTP://LOCALHOST/oauth/token",
        "http://localhost:80/oauth/token",
        f"{TOKEN_URL}?a=b#c",
        "http://localhost/oauth/%74oken",
    ],
)
def test_an_address_may_be_spelled_in_any_way_that_means_the_same(robot: App, key: Key, url: str) -> None:
    assert ask_token(robot, key.proof(url=url)).status_code == 200


def test_a_proof_works_once(robot: App, key: Key) -> None:
    proof = key.proof()
    assert ask_token(robot, proof).status_code == 200
    assert outcome(ask_token(robot, proof)) == (400, "invalid_dpop_proof")


@pytest.mark.django_db(transaction=True)
def test_of_the_same_proofs_at_the_same_moment_one_works(robot: App, key: Key) -> None:
    proof = key.proof()
    assert sorted(at_once(8, lambda _: ask_token(robot, proof).status_code)) == [200] + [400] * 7


def test_nobody_spends_the_proof_of_another(robot: App, account: Account, key: Key) -> None:
    jti = "the-same"
    assert ask_token(robot, Key().proof(jti=jti)).status_code == 200
    assert ask_token(robot, key.proof(jti=jti)).status_code == 200
    assert ask_token(new_consumer(account), key.proof(jti=jti)).status_code == 200


def test_a_wrong_secret_spends_no_proof(robot: App, account: Account, key: Key) -> None:
    proof = key.proof()
    header = basic(robot.owner.client_id, "wrong") | {"DPoP": proof}
    assert post("/oauth/token", {"grant_type": "client_credentials"}, header).status_code == 401
    assert not SpentIdentifier.objects.exists()


def test_the_refresh_token_of_a_public_app_is_bound_too(phone_app: App, bruno: User, key: Key) -> None:
    first = redeem(phone_app, code(phone_app, bruno), key.proof()).json()
    assert first["token_type"] == "DPoP"
    assert RefreshToken.objects.get().jkt == key.thumbprint
    used = first["refresh_token"]
    assert outcome(refresh(phone_app, used)) == (400, "invalid_dpop_proof")
    assert outcome(refresh(phone_app, used, Key().proof())) == (400, "invalid_grant")
    second = refresh(phone_app, used, key.proof())
    assert second.json()["token_type"] == "DPoP"
    assert RefreshToken.objects.get(rotated=None).jkt == key.thumbprint
    assert refresh(phone_app, second.json()["refresh_token"], key.proof()).status_code == 200


def test_a_thief_without_the_key_ends_nothing(phone_app: App, bruno: User, key: Key) -> None:
    first = redeem(phone_app, code(phone_app, bruno), key.proof()).json()
    second = refresh(phone_app, first["refresh_token"], key.proof()).json()
    later(11)
    assert outcome(refresh(phone_app, first["refresh_token"], Key().proof())) == (400, "invalid_grant")
    assert refresh(phone_app, second["refresh_token"], key.proof()).status_code == 200


def test_a_confidential_app_may_change_its_key_at_a_refresh(app: App, bruno: User, key: Key) -> None:
    first = redeem(app, code(app, bruno), key.proof()).json()
    assert RefreshToken.objects.get().jkt == ""
    other = Key()
    assert refresh(app, first["refresh_token"], other.proof()).json()["token_type"] == "DPoP"
    assert AccessToken.objects.get().jkt == other.thumbprint


def test_a_lost_answer_is_given_again_to_the_same_key(phone_app: App, bruno: User, key: Key) -> None:
    used = redeem(phone_app, code(phone_app, bruno), key.proof()).json()["refresh_token"]
    first, again = (refresh(phone_app, used, key.proof()).json() for _ in range(2))
    assert (again["access_token"], again["token_type"]) == (first["access_token"], "DPoP")


@pytest.mark.parametrize("is_bound", [True, False])
def test_a_retry_with_another_key_takes_nothing(app: App, bruno: User, key: Key, is_bound: bool) -> None:
    used = redeem(app, code(app, bruno)).json()["refresh_token"]
    first = refresh(app, used, key.proof()).json()
    assert outcome(refresh(app, used, Key().proof() if is_bound else None)) == (400, "invalid_grant")
    assert introspect(app, first["access_token"]) == {"active": False}


@pytest.mark.parametrize("is_pushed", [True, False])
def test_a_code_can_be_bound_before_it_exists(app: App, bruno: User, key: Key, is_pushed: bool) -> None:
    def new_code() -> str:
        if not is_pushed:
            return code(app, bruno, dpop_jkt=key.thumbprint)
        header = basic(app.owner.client_id, app.plain) | {"DPoP": key.proof(url="http://localhost/oauth/par")}
        name = post("/oauth/par", request_of(app), header).json()["request_uri"]
        client = browser(bruno)
        page = client.get("/oauth/authorize", {"client_id": app.owner.client_id, "request_uri": name})
        return answer(decide(client, page) if page.status_code == 200 else page)["code"]

    plain = new_code()
    assert AuthorizationCode.objects.get().jkt == key.thumbprint
    assert outcome(redeem(app, plain)) == (400, "invalid_dpop_proof")
    assert outcome(redeem(app, plain, Key().proof())) == (400, "invalid_grant")
    assert redeem(app, plain, key.proof()).json()["token_type"] == "DPoP"


def test_a_pushed_proof_and_a_pushed_thumbprint_must_agree(app: App, key: Key) -> None:
    header = basic(app.owner.client_id, app.plain) | {"DPoP": key.proof(url="http://localhost/oauth/par")}
    assert outcome(post("/oauth/par", request_of(app, dpop_jkt=Key().thumbprint), header)) == (
        400,
        "invalid_dpop_proof",
    )


def test_a_malformed_thumbprint_is_told_to_the_app(app: App, bruno: User) -> None:
    assert answer(ask(browser(bruno), app, dpop_jkt="short"))["error"] == "invalid_request"


def test_a_spent_proof_is_remembered_until_it_is_stale(robot: App, key: Key) -> None:
    ask_token(robot, key.proof(iat=int(time.time()) + 50))
    spent = SpentIdentifier.objects.get()
    assert spent.expires.timestamp() > time.time() + timedelta(seconds=60 + 50).total_seconds() - 5


def test_R002_the_address_is_the_configured_one(robot: App, key: Key) -> None:
    assert urlsplit(TOKEN_URL).netloc == "localhost"
    forged = {"Host": "evil.example", "DPoP": key.proof(url="http://evil.example/oauth/token")}
    body = {"grant_type": "client_credentials"}
    assert (
        outcome(post("/oauth/token", body, forged | basic(robot.owner.client_id, robot.plain)))[1]
        == "invalid_dpop_proof"
    )
