"""A stranger's program, written with Authlib, against a running server: the whole way, over real HTTP."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749 import OAuth2Token
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import Account, User
from apps.connections.models import Authorization
from tests.factories import CALLBACK, PASSWORD, new_code_consumer, new_consumer

VERIFIER = "authlib-brings-a-verifier-of-43-characters-or-more"


class Forms(HTMLParser):
    """The forms of a page, each with where it goes and what it holds."""

    def __init__(self, page: requests.Response) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((attributes.get("action", ""), []))
        is_unticked = attributes.get("type") == "checkbox" and "checked" not in attributes
        if tag == "input" and self.found and "name" in attributes and not is_unticked:
            self.found[-1][1].append((attributes["name"], attributes.get("value", "")))


def send(browser: requests.Session, page: requests.Response, holding: str, **answers: str) -> requests.Response:
    """Sends the form of `page` that has a field `holding`, as a browser would; stops before it leaves the server."""
    action, fields = next(form for form in Forms(page).found if holding in dict(form[1]))
    filled = [(name, value) for name, value in fields if name not in answers] + list(answers.items())
    response = browser.post(urljoin(page.url, action), data=filled, allow_redirects=False)
    while response.is_redirect and urlsplit(urljoin(page.url, response.headers["Location"])).hostname == "localhost":
        response = browser.get(urljoin(page.url, response.headers["Location"]), allow_redirects=False)
    return response


def allow(address: str, user: User) -> str:
    """What `user` does in a browser that the app sent to `address`: signs in, allows, and is sent back."""
    browser = requests.Session()
    sign_in = browser.get(address)
    consent = send(browser, sign_in, "password", login=user.email, password=PASSWORD)
    assert consent.status_code == 200, consent.text
    back = send(browser, consent, "scope", decision="allow")
    assert back.status_code == 302, back.text
    return back.headers["Location"]


@pytest.fixture(autouse=True)
def plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "true")


def is_active(server: LiveServer, session: OAuth2Session, token: str) -> bool:
    response = session.introspect_token(f"{server.url}/oauth/introspect", token=token)
    return bool(response.json()["active"])


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_an_app_gets_tokens_for_a_user_and_refreshes_them(
    live_server: LiveServer, account: Account, bruno: User, method: str
) -> None:
    made = new_code_consumer(account)
    app = OAuth2Session(
        made.owner.client_id, made.plain, redirect_uri=CALLBACK, scope="items:view items:edit",
        token_endpoint_auth_method=method, revocation_endpoint_auth_method=method, code_challenge_method="S256",
    )  # fmt: skip
    address, state = app.create_authorization_url(f"{live_server.url}/oauth/authorize", code_verifier=VERIFIER)
    location = allow(address, bruno)
    assert parse_qs(urlsplit(location).query)["iss"] == ["http://localhost"]
    token: OAuth2Token = app.fetch_token(
        f"{live_server.url}/oauth/token", authorization_response=location, state=state, code_verifier=VERIFIER
    )
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 7200, "items:edit items:view")
    assert Authorization.objects.get().scopes == {"items:view", "items:edit"}
    renewed = app.refresh_token(f"{live_server.url}/oauth/token", refresh_token=token["refresh_token"])
    assert is_active(live_server, app, renewed["access_token"])
    assert not is_active(live_server, app, token["access_token"])
    app.revoke_token(f"{live_server.url}/oauth/revoke_token", token=renewed["refresh_token"])
    assert not is_active(live_server, app, renewed["access_token"])


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_a_program_gets_a_token_for_itself(live_server: LiveServer, account: Account, method: str) -> None:
    made = new_consumer(account)
    program = OAuth2Session(made.owner.client_id, made.plain, token_endpoint_auth_method=method)
    token: OAuth2Token = program.fetch_token(f"{live_server.url}/oauth/token", grant_type="client_credentials")
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 7200, "api")
    assert "refresh_token" not in token
    assert is_active(live_server, program, token["access_token"])


def test_a_public_app_gets_tokens_without_a_secret(live_server: LiveServer, account: Account, bruno: User) -> None:
    made = new_code_consumer(account, client_type="public")
    app = OAuth2Session(
        made.owner.client_id, redirect_uri=CALLBACK, token_endpoint_auth_method="none", code_challenge_method="S256"
    )
    address, state = app.create_authorization_url(f"{live_server.url}/oauth/authorize", code_verifier=VERIFIER)
    location = allow(address, bruno)
    address = f"{live_server.url}/oauth/token"
    token = app.fetch_token(address, authorization_response=location, state=state, code_verifier=VERIFIER)
    assert app.refresh_token(address, refresh_token=token["refresh_token"])["access_token"] != token["access_token"]


def test_the_metadata_is_what_authlib_expects(live_server: LiveServer) -> None:
    content = requests.get(f"{live_server.url}/.well-known/oauth-authorization-server").json()
    AuthorizationServerMetadata(content).validate()
