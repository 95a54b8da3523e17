from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import get_resolver

from apps.accounts.models import User
from tests.oauth.flow import App, answer, ask, basic, browser, decide, post, redeem, token


def metadata(**headers: str) -> dict[str, Any]:
    response = Client().get("/.well-known/oauth-authorization-server", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    content: dict[str, Any] = response.json()
    return content


def test_R002_every_address_comes_from_the_configuration() -> None:
    forged = metadata(Host="evil.example", X_Forwarded_Host="evil.example", X_Forwarded_Proto="https")
    assert forged == metadata()
    assert forged["issuer"] == "http://localhost"
    assert {urlsplit(value).netloc for name, value in forged.items() if name.endswith("_endpoint")} == {"localhost"}


def test_R001_the_addresses_are_the_documented_ones() -> None:
    found = {name: urlsplit(value).path.rstrip("/") for name, value in metadata().items() if name.endswith("_endpoint")}
    assert found == {
        "authorization_endpoint": "/oauth/authorize",
        "token_endpoint": "/oauth/token",
        "revocation_endpoint": "/oauth/revoke_token",
        "introspection_endpoint": "/oauth/introspect",
        "pushed_authorization_request_endpoint": "/oauth/par",
        "userinfo_endpoint": "/oauth/userinfo",
        "end_session_endpoint": "/oauth/logout",
    }


def test_R001_R005_every_grant_that_is_advertised_answers_and_no_other(robot: App) -> None:
    for grant_type in ("authorization_code", "client_credentials", "refresh_token", "password", "implicit"):
        error = token(robot, grant_type=grant_type, code="x", refresh_token="x").json().get("error", "")
        assert (error == "unsupported_grant_type") == (grant_type not in metadata()["grant_types_supported"])


def test_R001_R005_every_response_type_and_mode_that_is_advertised_answers_and_no_other(app: App, bruno: User) -> None:
    client = browser(bruno)
    for response_type in ("code", "token", "id_token", "code token"):
        is_shown = ask(client, app, response_type=response_type).status_code == 200
        assert is_shown == (response_type in metadata()["response_types_supported"])
    for mode in ("query", "fragment", "form_post"):
        is_shown = ask(client, app, response_mode=mode).status_code == 200
        assert is_shown == (mode in metadata()["response_modes_supported"])


def test_R001_every_way_of_authentication_that_is_advertised_works(robot: App, phone_app: App) -> None:
    header = basic(robot.owner.client_id, robot.plain)
    body = {"client_id": robot.owner.client_id, "client_secret": robot.plain}
    named = {"client_id": phone_app.owner.client_id}
    for endpoint in ("revocation", "introspection"):
        path = urlsplit(metadata()[f"{endpoint}_endpoint"]).path
        worked = {
            "client_secret_basic": post(path, {"token": "x"}, header).status_code == 200,
            "client_secret_post": post(path, {"token": "x"} | body).status_code == 200,
            "none": post(path, {"token": "x"} | named).status_code == 200,
        }
        supported = metadata()[f"{endpoint}_endpoint_auth_methods_supported"]
        assert worked == {method: method in supported for method in worked}


def test_R001_R010_only_the_advertised_challenge_method_is_accepted(app: App, bruno: User) -> None:
    assert metadata()["code_challenge_methods_supported"] == ["S256"]
    assert answer(ask(browser(bruno), app, code_challenge_method="plain"))["error"] == "invalid_request"


def test_R001_R007_the_issuer_is_in_every_answer_to_an_app(app: App, bruno: User) -> None:
    assert metadata()["authorization_response_iss_parameter_supported"] is True
    client = browser(bruno)
    for decision in ("deny", "allow"):
        assert answer(decide(client, ask(client, app), decision))["iss"] == metadata()["issuer"]


def test_R001_every_advertised_scope_can_be_asked_for_by_whoever_is_granted_it(robot: App) -> None:
    supported = metadata()["scopes_supported"]
    assert "api" in supported
    for scope in robot.owner.permission_group.permissions:
        assert scope in supported
        assert token(robot, scope=scope).status_code == 200


def test_R001_the_resource_names_its_authorization_server() -> None:
    content = Client().get("/.well-known/oauth-protected-resource").json()
    assert content["resource"] == "http://localhost"
    assert content["authorization_servers"] == [metadata()["issuer"]]
    assert content["bearer_methods_supported"] == ["header"]


@pytest.mark.parametrize(
    "path", ["/.well-known/oauth-authorization-server/tenant", "/.well-known/openid-configuration/tenant"]
)
def test_R002_an_unknown_suffix_does_not_exist(path: str, db: None) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/oauth/applications/", "/oauth/authorized_tokens/", "/oauth/device", "/o/token/", "/oauth/register"]
)
def test_R005_R110_nothing_else_of_the_toolkit_is_mounted(path: str, db: None) -> None:
    assert Client().get(path).status_code == 404
    assert "oauth2_provider" not in get_resolver().namespace_dict


def test_R001_the_code_flow_works_with_the_addresses_of_the_metadata(app: App, bruno: User) -> None:
    client = browser(bruno)
    assert urlsplit(metadata()["authorization_endpoint"]).path.startswith("/oauth/authorize")
    assert redeem(app, answer(decide(client, ask(client, app)))["code"]).status_code == 200
