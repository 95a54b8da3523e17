"""requests_oauth2client against `make demo`: every operation is the library's own."""

from __future__ import annotations

import pytest
from requests_oauth2client import (
    BaseClientAuthenticationMethod,
    ClientSecretBasic,
    ClientSecretPost,
    InvalidGrant,
    OAuth2AccessTokenAuth,
    OAuth2Client,
)

from tests.flows.demo import Demo

pytestmark = pytest.mark.interop
METHODS = [ClientSecretBasic, ClientSecretPost]


def discover(demo_server: Demo, auth: BaseClientAuthenticationMethod) -> OAuth2Client:
    return OAuth2Client.from_discovery_endpoint(
        f"{demo_server.url}/.well-known/oauth-authorization-server", demo_server.url,
        auth=auth, redirect_uri=demo_server["CODE_REDIRECT_URI"], testing=True,
    )  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_a_program_gets_a_token_for_itself(
    demo_server: Demo, method: type[ClientSecretBasic] | type[ClientSecretPost]
) -> None:
    client = discover(demo_server, method(demo_server["CC_CLIENT_ID"], demo_server["CC_CLIENT_SECRET"]))
    token = client.client_credentials(scope="items:view")
    assert (token.scope, token.refresh_token) == ("items:view", None)
    assert client.introspect_token(token)["active"] is True
    assert client.revoke_access_token(token) is True
    assert client.introspect_token(token)["active"] is False


@pytest.mark.parametrize("method", METHODS)
def test_an_app_gets_refreshes_and_revokes_tokens_of_a_user(
    demo_server: Demo, method: type[ClientSecretBasic] | type[ClientSecretPost]
) -> None:
    client = discover(demo_server, method(demo_server["CODE_CLIENT_ID"], demo_server["CODE_CLIENT_SECRET"]))
    assert client.authorization_response_iss_parameter_supported is True
    asked = client.authorization_request(scope="items:view", nonce=None)
    answer = asked.validate_callback(demo_server.allow(str(asked)))
    token = client.authorization_code(answer)
    renewed = client.refresh_token(token)
    assert client.introspect_token(token)["active"] is False
    assert client.introspect_token(renewed)["active"] is True
    assert client.session.get(f"{demo_server.url}/api/me", auth=OAuth2AccessTokenAuth(client, renewed)).ok
    assert client.revoke_refresh_token(renewed) is True
    assert client.introspect_token(renewed)["active"] is False
    with pytest.raises(InvalidGrant):
        client.refresh_token(renewed)
