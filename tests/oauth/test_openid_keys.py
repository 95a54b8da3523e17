"""The keys that ID tokens are signed with: made when needed, known before they sign, known as long as it matters."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import requests
from authlib.oidc.core import CodeIDToken
from django.core.management import call_command
from django.test import Client
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from apps.audit import chain
from apps.audit.models import Transaction
from apps.common import keyring
from apps.common.sealing import CannotOpen
from apps.connections.keys import missing_versions
from apps.connections.models import SigningKey
from apps.connections.models.signing_key import PUBLISHED_AFTER, PUBLISHED_BEFORE
from apps.connections.services.signing_keys import rotate_signing_key, signing_key
from apps.oauth.views.openid import JWKS_SECONDS
from tests.factories import new_code_consumer
from tests.oauth.flow import App
from tests.oauth.openid_flow import claims_in, header_of, jwks, let_pass, signed_in
from tests.threads import at_once

SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def published() -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = Client().get("/.well-known/jwks.json").json()["keys"]
    return keys


def ids() -> set[str]:
    return {key["kid"] for key in published()}


def test_where_nobody_signs_in_there_are_no_keys(app: App) -> None:
    assert published() == []
    assert not SigningKey.objects.exists()


@pytest.mark.parametrize(("algorithm", "members"), [("RS256", {"n", "e"}), ("ES256", {"crv", "x", "y"})])
def test_a_key_is_there_before_it_is_needed_and_shows_its_public_half_only(
    account: Account, algorithm: str, members: set[str]
) -> None:
    new_code_consumer(account, offers_sign_in=True, algorithm=algorithm)
    (key,) = published()
    assert key.keys() == {"kty", "kid", "alg", "use", *members}
    assert (key["alg"], key["use"]) == (algorithm, "sig")
    assert key["kid"] == JWK(**key).thumbprint() == signing_key(algorithm).kid


def test_everybody_may_read_the_keys_and_keep_them_for_less_time_than_a_new_one_waits(sign_in_app: App) -> None:
    response = Client().get("/.well-known/jwks.json", headers={"Origin": "https://app.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == f"public, max-age={JWKS_SECONDS}"
    assert timedelta(seconds=JWKS_SECONDS) < PUBLISHED_BEFORE


def test_two_strangers_verify_an_id_token_with_the_published_keys(
    live_server: LiveServer, account: Account, bruno: User
) -> None:
    for algorithm in ("RS256", "ES256"):
        app = new_code_consumer(account, offers_sign_in=True, algorithm=algorithm)
        issued = signed_in(app, bruno, nonce="n-1")
        metadata = requests.get(f"{live_server.url}/.well-known/openid-configuration").json()
        keys = requests.get(live_server.url + metadata["jwks_uri"].removeprefix("http://localhost")).json()
        found = joserfc_jwt.decode(issued["id_token"], KeySet.import_key_set(keys), algorithms=[algorithm])
        must = {"iss": {"value": metadata["issuer"]}, "aud": {"value": app.owner.client_id}}
        known = {"nonce": "n-1", "client_id": app.owner.client_id, "access_token": issued["access_token"]}
        CodeIDToken(found.claims, found.header, must, known).validate()
        assert found.claims == claims_in(issued["id_token"])


def test_an_altered_id_token_is_found_out(sign_in_app: App, bruno: User) -> None:
    head, body, signature = signed_in(sign_in_app, bruno)["id_token"].split(".")
    with pytest.raises(JWException):
        claims_in(f"{head}.{body[:-3]}AAA.{signature}")


# --- rotation ---------------------------------------------------------------------------------------------------------


def test_the_next_key_is_published_before_it_signs(sign_in_app: App, bruno: User) -> None:
    old = header_of(signed_in(sign_in_app, bruno)["id_token"])["kid"]
    following = rotate_signing_key(algorithm="RS256").kid
    assert ids() == {old, following}
    assert header_of(signed_in(sign_in_app, bruno)["id_token"])["kid"] == old
    let_pass(PUBLISHED_BEFORE + SECOND)
    assert header_of(signed_in(sign_in_app, bruno)["id_token"])["kid"] == following


def test_the_old_key_stays_as_long_as_an_id_token_that_it_signed_may_live(sign_in_app: App, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno)["id_token"]
    old, following = header_of(issued)["kid"], rotate_signing_key(algorithm="RS256").kid
    let_pass(PUBLISHED_BEFORE + PUBLISHED_AFTER - SECOND)
    assert claims_in(issued)["sub"] == str(bruno.pk)
    let_pass(2 * SECOND)
    assert ids() == {following}
    assert SigningKey.objects.filter(kid=old).exists()


def test_a_key_that_is_done_forgets_its_private_half(settings: Settings) -> None:
    old = signing_key("RS256")
    for _ in range(2):
        rotate_signing_key(algorithm="RS256")
        let_pass(PUBLISHED_BEFORE + PUBLISHED_AFTER + SECOND)
    old.refresh_from_db()
    assert old.sealed == ""
    assert signing_key("RS256").sealed


def test_to_rotate_twice_is_to_rotate_once(sign_in_app: App) -> None:
    first = signing_key("RS256")
    following = rotate_signing_key(algorithm="RS256")
    assert rotate_signing_key(algorithm="RS256") == following
    assert set(SigningKey.objects.all()) == {first, following}


def test_the_command_rotates_what_is_in_use_or_what_it_is_told(sign_in_app: App) -> None:
    def run(*options: str) -> str:
        call_command("rotate_signing_keys", *options, stdout=(said := StringIO()))
        return said.getvalue()

    assert "nothing to rotate" in run()
    signing_key("RS256")
    (line,) = run().splitlines()
    assert line.startswith("RS256 ")
    assert run("--algorithm", "ES256").startswith("ES256 ")
    assert SigningKey.objects.count() == 3


def test_a_rotation_is_on_the_installations_record(sign_in_app: App) -> None:
    made, following = signing_key("RS256"), rotate_signing_key(algorithm="RS256")
    recorded = [(entry.action, entry.target_id) for entry in Transaction.objects.chain(None)]
    assert recorded == [("signing_key_created", made.kid), ("signing_key_rotated", following.kid)]
    assert chain.verify(None) is None


# --- races ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_whoever_needs_the_first_key_at_the_same_moment_gets_the_same_one(algorithm: str) -> None:
    keys = at_once(8, lambda _: signing_key(algorithm).kid)
    assert len(set(keys)) == SigningKey.objects.count() == 1
    assert Transaction.objects.chain(None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_rotates_at_the_same_moment_rotates_once() -> None:
    first = signing_key("ES256").kid
    following = at_once(16, lambda _: rotate_signing_key(algorithm="ES256").kid)
    assert len(set(following)) == 1
    assert set(SigningKey.objects.values_list("kid", flat=True)) == {first, following[0]}
    assert chain.verify(None) is None


# --- at rest ----------------------------------------------------------------------------------------------------------


def test_R122_the_private_half_is_sealed_and_bound_to_its_row() -> None:
    key, other = signing_key("RS256"), signing_key("ES256")
    private = json.loads(key.open())
    assert JWK(**private).thumbprint() == key.kid
    assert private["d"] not in str(list(SigningKey.objects.values()))
    other.sealed = key.sealed
    with pytest.raises(CannotOpen):
        other.open()


def test_R138_a_missing_version_of_the_field_keys_is_told_while_the_key_is_needed(settings: Settings) -> None:
    key = signing_key("RS256")
    settings.FIELD_KEYS = keyring.parse(
        [entry for entry in keyring.generate("9").split(",") if not entry.startswith("chain")]
        + [f"chain:demo1:{'A' * 43}="]
    )
    assert missing_versions() == ["seal:demo1"]
    SigningKey.objects.filter(kid=key.kid).update(sealed="")
    assert missing_versions() == []


def test_the_keys_of_a_jwk_set_can_be_told_apart(account: Account) -> None:
    for algorithm in ("RS256", "ES256"):
        new_code_consumer(account, offers_sign_in=True, algorithm=algorithm)
        signing_key(algorithm)
        rotate_signing_key(algorithm=algorithm)
    assert len(ids()) == len(published()) == len(list(jwks()["keys"])) == 4
