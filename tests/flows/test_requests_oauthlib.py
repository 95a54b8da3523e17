"""requests-oauthlib against `make demo`: it asks for tokens and refreshes them.

Discovery and introspection it does not have; a revocation it only prepares (oauthlib does). There its user sends the
request with the same session or credentials.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from oauthlib.oauth2 import BackendApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from tests.flows.demo import Demo

pytestmark = [pytest.mark.interop, pytest.mark.usefixtures("plain_http")]


@pytest.fixture
def metadata(demo_server: Demo) -> Any:
    return requests.get(f"{demo_server.url}/.well-known/oauth-authorization-server").json()


def is_active(metadata: Any, auth: HTTPBasicAuth, token: str) -> bool:
    answer = requests.post(metadata["introspection_endpoint"], data={"token": token}, auth=auth)
    return bool(answer.json()["active"])


def test_a_program_gets_a_token_for_itself(demo_server: Demo, metadata: Any) -> None:
    auth = HTTPBasicAuth(demo_server["CC_CLIENT_ID"], demo_server["CC_CLIENT_SECRET"])
    session = OAuth2Session(client=BackendApplicationClient(demo_server["CC_CLIENT_ID"], scope=["items:view"]))
    token = session.fetch_token(metadata["token_endpoint"], auth=auth)
    assert (token["token_type"], token["scope"]) == ("Bearer", ["items:view"])
    assert session.get(f"{demo_server.url}/api/items").json()["success"] is True
    assert is_active(metadata, auth, token["access_token"])


def test_an_app_gets_refreshes_and_revokes_tokens_of_a_user(demo_server: Demo, metadata: Any) -> None:
    auth = HTTPBasicAuth(demo_server["CODE_CLIENT_ID"], demo_server["CODE_CLIENT_SECRET"])
    session = OAuth2Session(demo_server["CODE_CLIENT_ID"], redirect_uri=demo_server["CODE_REDIRECT_URI"], pkce="S256")
    address, _ = session.authorization_url(metadata["authorization_endpoint"])
    answer = demo_server.allow(address)
    assert parse_qs(urlsplit(answer).query)["iss"] == [metadata["issuer"]]
    token = session.fetch_token(metadata["token_endpoint"], authorization_response=answer, auth=auth)
    assert session.get(f"{demo_server.url}/api/me").json()["success"] is True
    renewed = session.refresh_token(metadata["token_endpoint"], auth=auth)
    assert session.get(f"{demo_server.url}/api/me").json()["success"] is True
    assert not is_active(metadata, auth, token["access_token"])
    assert is_active(metadata, auth, renewed["access_token"])
    prepared = session._client.prepare_token_revocation_request(metadata["revocation_endpoint"], token["refresh_token"])
    assert requests.post(prepared[0], headers=prepared[1], data=prepared[2], auth=auth).status_code == 200
    assert not is_active(metadata, auth, renewed["access_token"])
