"""Each member of the metadata, tried on the server itself: what is announced works, and what is not, does not (R001).

A new member must get its check here before it can be announced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from apps.accounts import modules
from apps.accounts.models import Account, User
from apps.connections.models import Consumer
from apps.connections.services.consumers import update_consumer
from apps.connections.sign_in import SIGN_IN
from tests.conftest import sign_in
from tests.factories import CALLBACK, TESTER, GroupFactory, new_code_consumer, new_consumer
from tests.oauth.flow import App, answer, ask, basic, browser, code, decide, post, redeem, refresh, token, tokens
from tests.oauth.openid_flow import claims_in, header_of, signed_in
from tests.oauth.signing import Key, new_signing_consumer, signed_in_body

ADDRESS = "/.well-known/oauth-authorization-server"
SIGNATURES = ("ES256", "RS256", "PS256", "EdDSA", "HS256", "none")


@dataclass
class World:
    account: Account
    ana: User
    robot: App
    app: App
    phone: App


@pytest.fixture
def world(account: Account, ana: User) -> World:
    """Programs that may ask for everything there is, and Ana, who may agree to it."""
    group = GroupFactory.create(account=account, permissions=sorted(modules.permissions_of(modules.grantable())))
    return World(
        account, ana, new_consumer(account, permission_group=group),
        new_code_consumer(account, permission_group=group, offers_sign_in=True),
        new_code_consumer(account, permission_group=group, client_type="public"),
    )  # fmt: skip


def metadata() -> dict[str, Any]:
    content: dict[str, Any] = Client().get(ADDRESS).json()
    return content


def path_of(url: str) -> str:
    assert url.startswith("http://localhost/"), url
    return urlsplit(url).path


def header(app: App) -> dict[str, str]:
    return basic(app.owner.client_id, app.plain)


def error_of(world: World, **asked: str | None) -> str:
    """The error that the app gets at the authorization endpoint, "" when the user is asked."""
    response = ask(sign_in(world.ana), world.app, **asked)
    is_told = response.status_code == 302 and response["Location"].startswith(CALLBACK)
    return answer(response).get("error", "") if is_told else ""


# --- endpoints -------------------------------------------------------------------------------------------------------


def is_issuer(world: World, value: Any) -> None:
    client = browser(world.ana)
    assert value == "http://localhost"
    assert answer(decide(client, ask(client, world.app)))["iss"] == value


def asks_the_user(world: World, value: Any) -> None:
    asked = browser(world.ana).get(path_of(value), {"client_id": "nobody"})
    assert (asked.status_code, asked["Content-Type"]) == (400, "text/html; charset=utf-8")


def gives_tokens(world: World, value: Any) -> None:
    assert "access_token" in post(path_of(value), {"grant_type": "client_credentials"}, header(world.robot)).json()


def takes_a_token_back(world: World, value: Any) -> None:
    plain = token(world.robot).json()["access_token"]
    assert post(path_of(value), {"token": plain}, header(world.robot)).status_code == 200
    assert not post("/oauth/introspect", {"token": plain}, header(world.robot)).json()["active"]


def tells_of_a_token(world: World, value: Any) -> None:
    plain = token(world.robot).json()["access_token"]
    assert post(path_of(value), {"token": plain}, header(world.robot)).json()["active"]


def takes_a_pushed_request(world: World, value: Any) -> None:
    asked = {"response_type": "code", "code_challenge": "x" * 43, "code_challenge_method": "S256"}
    assert "request_uri" in post(path_of(value), asked, header(world.app)).json()


def publishes_keys(world: World, value: Any) -> None:
    signed_in(world.app, world.ana)
    assert Client().get(path_of(value)).json()["keys"]


def tells_of_the_user(world: World, value: Any) -> None:
    bearer = {"Authorization": f"Bearer {signed_in(world.app, world.ana)['access_token']}"}
    assert Client().get(path_of(value), headers=bearer).json()["sub"] == str(world.ana.pk)


def signs_out(world: World, value: Any) -> None:
    assert sign_in(world.ana).get(path_of(value)).status_code == 200


# --- what may be asked -----------------------------------------------------------------------------------------------


def are_the_scopes(world: World, value: Any) -> None:
    for scope in value:
        asked = f"openid {scope}" if scope in SIGN_IN else scope
        assert error_of(world, scope=asked) == "", scope
        assert scope in SIGN_IN or token(world.robot, scope=scope).status_code == 200
    for scope in ("offline_access", "address", "phone", "items:fly", "read"):
        assert scope not in value
        assert error_of(world, scope=scope) == "invalid_scope"


def only_these(name: str, others: tuple[str, ...]) -> Callable[[World, Any], None]:
    """Every announced value of the parameter is taken, and every other one is refused."""

    def check(world: World, value: Any) -> None:
        for one in {*value, *others}:
            is_taken = error_of(world, **{name: one}) in ("", "login_required", "consent_required")
            assert is_taken == (one in value), one

    return check


def are_the_grants(world: World, value: Any) -> None:
    issued = tokens(world.app, world.ana)
    worked = {
        "client_credentials": token(world.robot).status_code,
        "authorization_code": redeem(world.app, code(world.app, world.ana)).status_code,
        "refresh_token": refresh(world.app, issued["refresh_token"]).status_code,
    }
    assert worked == dict.fromkeys(value, 200)
    types = "urn:ietf:params:oauth:grant-type"
    others = ["password", "implicit", f"{types}:device_code", f"{types}:jwt-bearer", f"{types}:token-exchange"]
    for other in others:
        assert token(world.robot, grant_type=other).json()["error"] == "unsupported_grant_type"


def are_the_challenges(world: World, value: Any) -> None:
    assert value == ["S256"]
    assert error_of(world, code_challenge_method="plain") == "invalid_request"
    assert error_of(world, code_challenge_method=None) == "invalid_request"


def needs_no_push(world: World, value: Any) -> None:
    assert value is False
    assert error_of(world) == ""


def names_the_issuer(world: World, value: Any) -> None:
    assert value is True
    client = browser(world.ana)
    for decision in ("allow", "deny"):
        assert "iss" in answer(decide(client, ask(client, world.phone), decision))
    assert "iss" in answer(ask(client, world.app, scope="nothing"))


def speaks_them(world: World, value: Any) -> None:
    for language in value:
        client = Client()
        page = client.get(ask(client, world.app, ui_locales=language)["Location"])
        assert f'lang="{language.lower()}"' in page.content.decode()


# --- how a client proves who it is -----------------------------------------------------------------------------------


def by_each_method(path: str, parameters: dict[str, str]) -> Callable[[World, Any], None]:
    """A client that authenticates well is not told invalid_client, one that uses an unannounced way is."""

    def check(world: World, value: Any) -> None:
        signing = Key()
        signer = new_signing_consumer(world.account, signing)
        robot, phone = world.robot.owner.client_id, world.phone.owner.client_id
        sent = {
            "client_secret_basic": post(path, parameters, header(world.robot)),
            "client_secret_post": post(path, parameters | {"client_id": robot, "client_secret": world.robot.plain}),
            "none": post(path, parameters | {"client_id": phone}),
            "private_key_jwt": post(path, parameters | signed_in_body(signing.assertion(signer.owner.client_id))),
        }
        let_in = {method for method, response in sent.items() if response.json().get("error") != "invalid_client"}
        assert let_in == set(value)

    return check


def by_each_signature(path: str) -> Callable[[World, Any], None]:
    def check(world: World, value: Any) -> None:
        for algorithm in value:
            key = Key(algorithm)
            signer = new_signing_consumer(world.account, key)
            body = {"grant_type": "client_credentials", "token": "x"}
            sent = body | signed_in_body(key.assertion(signer.owner.client_id))
            assert post(path, sent).status_code == 200, algorithm
        assert not set(value) - set(SIGNATURES[:4])

    return check


def proves_possession_by_each(world: World, value: Any) -> None:
    for algorithm in value:
        proof = {"DPoP": Key(algorithm).proof()}
        issued = post("/oauth/token", {"grant_type": "client_credentials"}, header(world.robot) | proof)
        assert issued.json()["token_type"] == "DPoP", algorithm


# --- signing in ------------------------------------------------------------------------------------------------------


def signs_by_each(world: World, value: Any) -> None:
    assert set(value) == {algorithm for algorithm, _ in Consumer.ALGORITHMS}
    for algorithm in value:
        update_consumer(consumer=world.app.owner, algorithm=algorithm, by=TESTER)
        assert header_of(signed_in(world.app, world.ana)["id_token"])["alg"] == algorithm


def calls_the_user_the_same_everywhere(world: World, value: Any) -> None:
    assert value == ["public"]
    other = new_code_consumer(world.account, offers_sign_in=True)
    told = {claims_in(signed_in(app, world.ana)["id_token"])["sub"] for app in (world.app, other)}
    assert told == {str(world.ana.pk)}


def are_the_claims(world: World, value: Any) -> None:
    issued = signed_in(world.app, world.ana, "openid profile email", nonce="n")
    bearer = {"Authorization": f"Bearer {issued['access_token']}"}
    told = Client().get("/oauth/userinfo", headers=bearer).json()
    assert {*claims_in(issued["id_token"]), *told} == set(value)


def is_off(name: str, value_sent: str, errors: set[str]) -> Callable[[World, Any], None]:
    """The parameter is refused, or changes nothing."""

    def check(world: World, value: Any) -> None:
        assert value is False
        assert error_of(world, **{name: value_sent}) in errors

    return check


CHECKS: dict[str, Callable[[World, Any], None]] = {
    "issuer": is_issuer,
    "authorization_endpoint": asks_the_user,
    "token_endpoint": gives_tokens,
    "revocation_endpoint": takes_a_token_back,
    "introspection_endpoint": tells_of_a_token,
    "pushed_authorization_request_endpoint": takes_a_pushed_request,
    "jwks_uri": publishes_keys,
    "userinfo_endpoint": tells_of_the_user,
    "end_session_endpoint": signs_out,
    "scopes_supported": are_the_scopes,
    "response_types_supported": only_these("response_type", ("token", "id_token", "code id_token", "none")),
    "response_modes_supported": only_these("response_mode", ("fragment", "form_post", "jwt")),
    "prompt_values_supported": only_these("prompt", ("create", "Login")),
    "grant_types_supported": are_the_grants,
    "code_challenge_methods_supported": are_the_challenges,
    "require_pushed_authorization_requests": needs_no_push,
    "authorization_response_iss_parameter_supported": names_the_issuer,
    "ui_locales_supported": speaks_them,
    "token_endpoint_auth_methods_supported": by_each_method(
        "/oauth/token", {"grant_type": "refresh_token", "refresh_token": "x"}
    ),
    "revocation_endpoint_auth_methods_supported": by_each_method("/oauth/revoke_token", {"token": "x"}),
    "introspection_endpoint_auth_methods_supported": by_each_method("/oauth/introspect", {"token": "x"}),
    "token_endpoint_auth_signing_alg_values_supported": by_each_signature("/oauth/token"),
    "revocation_endpoint_auth_signing_alg_values_supported": by_each_signature("/oauth/revoke_token"),
    "introspection_endpoint_auth_signing_alg_values_supported": by_each_signature("/oauth/introspect"),
    "dpop_signing_alg_values_supported": proves_possession_by_each,
    "id_token_signing_alg_values_supported": signs_by_each,
    "subject_types_supported": calls_the_user_the_same_everywhere,
    "claims_supported": are_the_claims,
    "claims_parameter_supported": is_off("claims", '{"id_token": {"email": null}}', {"", "invalid_request"}),
    "request_parameter_supported": is_off("request", "x.y.z", {"request_not_supported"}),
    "request_uri_parameter_supported": is_off(
        "request_uri", "https://app.example/request", {"request_uri_not_supported", "invalid_request_uri"}
    ),
}


@pytest.mark.parametrize("member", CHECKS)
def test_R001_what_the_metadata_says_is_what_the_server_does(world: World, member: str) -> None:
    CHECKS[member](world, metadata()[member])


def test_R001_nothing_is_said_that_is_not_checked(db: None) -> None:
    assert set(metadata()) == set(CHECKS)


def test_R001_both_discovery_documents_say_the_same(db: None) -> None:
    assert Client().get("/.well-known/openid-configuration").json() == metadata()


def test_R001_every_endpoint_is_on_the_origin_of_the_issuer(db: None) -> None:
    urls = [value for name, value in metadata().items() if name.endswith(("_endpoint", "_uri"))]
    assert len(urls) == 8
    assert all(url.startswith(f"{metadata()['issuer']}/") for url in urls)
