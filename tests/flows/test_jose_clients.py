"""Strangers' programs that push their requests, sign and prove possession, against a server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey, RSAKey
from jwskate import Jwk
from requests_oauth2client import (
    DPoPKey,
    InvalidClient,
    InvalidGrant,
    OAuth2Client,
    PrivateKeyJwt,
    PublicApp,
    UnknownTokenEndpointError,
)  # fmt: skip

from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from apps.connections.services.secrets import NewSecret
from tests.factories import CALLBACK, PASSWORD, new_code_consumer
from tests.flows.person import Person
from tests.flows.servers import gunicorn
from tests.oauth.signing import Key, new_signing_consumer

pytestmark = [pytest.mark.interop, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    with gunicorn() as url:
        yield url


def discover(server: str, auth: PrivateKeyJwt | PublicApp, **options: Any) -> OAuth2Client:
    address = f"{server}/.well-known/oauth-authorization-server"
    return OAuth2Client.from_discovery_endpoint(
        address, server, auth=auth, redirect_uri=CALLBACK, testing=True, **options
    )


def signer_of(made: NewSecret[Consumer], key: Key) -> PrivateKeyJwt:
    private = Jwk({**key.pair.export(as_dict=True), "alg": key.algorithm, "kid": "of-the-program"})
    return PrivateKeyJwt(made.owner.client_id, private)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_a_program_that_signs_and_proves_gets_a_token_and_uses_it(
    server: str, account: Account, algorithm: str
) -> None:
    key = Key(algorithm)
    client = discover(server, signer_of(new_signing_consumer(account, key, requires_dpop=True), key))
    with pytest.raises(UnknownTokenEndpointError, match="A DPoP proof is required"):
        client.client_credentials(scope="items:view")
    token = client.client_credentials(scope="items:view", dpop=True)
    assert token.token_type == "DPoP"
    assert client.introspect_token(token)["cnf"] == {"jkt": str(token.dpop_key.dpop_jkt)}
    for path in ("/api/items?limit=1", "/api/me"):
        assert client.session.get(server + path, auth=token).status_code == 200
    bare = {"Authorization": f"Bearer {token.access_token}"}
    assert client.session.get(f"{server}/api/me", headers=bare).status_code == 401
    assert client.revoke_access_token(token) is True
    assert client.session.get(f"{server}/api/me", auth=token).status_code == 401


def test_an_app_that_does_all_three_goes_the_whole_way(server: str, account: Account, bruno: User) -> None:
    key = Key()
    made = new_signing_consumer(account, key, for_users=True, requires_par=True, requires_dpop=True)
    client = discover(server, signer_of(made, key))
    asked = client.authorization_request(scope="items:view", nonce=None, dpop=True)
    pushed = client.pushed_authorization_request(asked)
    assert parse_qs(urlsplit(str(pushed)).query).keys() == {"client_id", "request_uri"}
    answer = asked.validate_callback(Person(bruno.email, PASSWORD).allow(str(pushed)))
    token = client.authorization_code(answer)
    assert (token.token_type, token.scope) == ("DPoP", "items:view")
    assert client.session.get(f"{server}/api/me", auth=token).status_code == 200
    renewed = client.refresh_token(token)
    assert client.session.get(f"{server}/api/me", auth=renewed).status_code == 200
    assert client.revoke_refresh_token(renewed) is True
    assert client.session.get(f"{server}/api/me", auth=renewed).status_code == 401


def test_the_tokens_of_a_public_app_are_worth_nothing_without_its_key(
    server: str, account: Account, bruno: User
) -> None:
    made = new_code_consumer(account, client_type="public")
    client = discover(server, PublicApp(made.owner.client_id), dpop_bound_access_tokens=True)
    asked = client.authorization_request(scope="items:view", nonce=None, dpop=True)
    answer = asked.validate_callback(Person(bruno.email, PASSWORD).allow(str(asked)))
    token = client.authorization_code(answer)
    assert token.token_type == "DPoP"
    with pytest.raises(InvalidGrant):
        client.token_request(
            {"grant_type": "refresh_token", "refresh_token": token.refresh_token}, dpop_key=DPoPKey.generate("ES256")
        )
    assert client.session.get(f"{server}/api/me", auth=client.refresh_token(token)).status_code == 200


def test_a_program_with_another_key_is_nobody(server: str, account: Account) -> None:
    made = new_signing_consumer(account, Key())
    with pytest.raises(InvalidClient):
        discover(server, signer_of(made, Key())).client_credentials()


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_authlib_signs_in_its_own_way(
    server: str, account: Account, algorithm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "true")
    key = Key(algorithm)
    made = new_signing_consumer(account, key)
    kind: Any = {"RS256": RSAKey, "ES256": ECKey}[algorithm]
    private = kind.import_key(key.pair.export(as_dict=True))
    method = "private_key_jwt"
    session = OAuth2Session(
        made.owner.client_id, private, token_endpoint_auth_method=method, revocation_endpoint_auth_method=method
    )
    session.register_client_auth_method(PrivateKeyJWT(f"{server}/oauth/token", alg=algorithm))
    token = session.fetch_token(f"{server}/oauth/token", grant_type="client_credentials", scope="items:view")
    assert token["scope"] == "items:view"
    assert session.introspect_token(f"{server}/oauth/introspect", token=token["access_token"]).json()["active"] is True
