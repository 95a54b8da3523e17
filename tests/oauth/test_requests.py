"""What the endpoints for programs take: a form in the body, read in one way only, and nothing else."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from tests.factories import CALLBACK
from tests.oauth.flow import FORM, App, basic, code, post, redeem, refresh, token

MACHINES = ["/oauth/token", "/oauth/revoke_token", "/oauth/introspect"]


@pytest.mark.parametrize("path", MACHINES)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD"])
def test_R032_only_post_is_allowed(path: str, method: str, db: None) -> None:
    response = Client().generic(method, path)
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "path", [*MACHINES, "/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource"]
)
def test_with_and_without_a_slash_the_same_answers(robot: App, path: str) -> None:
    client = Client()
    header = basic(robot.owner.client_id, robot.plain)

    def status(address: str) -> int:
        if "well-known" in path:
            return int(client.get(address).status_code)
        return int(post(address, {"grant_type": "client_credentials", "token": "x"}, header).status_code)

    assert status(path) == status(f"{path}/") == 200


@pytest.mark.parametrize("path", MACHINES)
@pytest.mark.parametrize(
    "body",
    [
        "grant_type=client_credentials&grant_type=client_credentials", "token=a&token=b", "x=%zz", "x=%4", "x=%00",
        "x=%ff", "x=%C3%28", "x=%ED%A0%80", "x=a%0Ab", "=&=", "&".join(f"p{n}=1" for n in range(101)),
    ],
)  # fmt: skip
def test_R004_R020_R045_what_cannot_be_read_in_one_way_is_an_invalid_request(robot: App, path: str, body: str) -> None:
    response = post(path, body, basic(robot.owner.client_id, robot.plain))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"x=\x00", b"\xc3", b"x=\xed\xa0\x80"])
def test_R020_raw_bytes_that_are_no_text_are_an_invalid_request(robot: App, raw: bytes) -> None:
    response = Client().post("/oauth/token", raw, content_type=FORM)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("value", ["a" * 15_000, "é😀", "%", "'\";--", "‮"])
def test_R020_a_strange_value_is_a_clean_refusal(robot: App, value: str) -> None:
    for name in ("scope", "grant_type", "client_id"):
        assert token(robot, **{name: value}).status_code in (400, 401)


def test_R045_a_body_that_is_too_large_is_not_read(robot: App) -> None:
    response = post("/oauth/token", "x=" + "y" * 20_000)
    assert (response.status_code, response.json()["error"]) == (413, "invalid_request")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
        f"{FORM}; charset=utf-16",
        f"{FORM}; charset=x",
    ],
)
def test_R044_another_content_type_is_not_read(robot: App, content_type: str) -> None:
    header = basic(robot.owner.client_id, robot.plain)
    body = b"grant_type=client_credentials"
    response = Client().generic("POST", "/oauth/token", body, content_type=content_type, headers=header)
    assert (response.status_code, response.json()["error"]) == (415, "invalid_request")


@pytest.mark.parametrize("content_type", [f"{FORM}; charset=UTF-8", f"{FORM};charset=utf-8", FORM.upper()])
def test_R044_a_form_in_utf_8_may_say_so(robot: App, content_type: str) -> None:
    header = basic(robot.owner.client_id, robot.plain)
    response = Client().post(
        "/oauth/token", b"grant_type=client_credentials", content_type=content_type, headers=header
    )
    assert response.status_code == 200


@pytest.mark.parametrize("path", MACHINES)
@pytest.mark.parametrize("query", ["scope=items:view", "token=x", "client_secret=x", "access_token=x", "code=x", "x"])
def test_R035_nothing_is_taken_from_the_url(robot: App, path: str, query: str) -> None:
    asked, header = {"grant_type": "client_credentials", "token": "x"}, basic(robot.owner.client_id, robot.plain)
    response = post(f"{path}?{query}", asked, header)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert Client().get(f"{path}?{query}").status_code == 405


def test_R033_what_is_missing_is_an_invalid_request(robot: App, app: App) -> None:
    for asked in ({"grant_type": "authorization_code"}, {"grant_type": "refresh_token"}, {"grant_type": ""}):
        response = token(app, **asked)
        assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    for path in MACHINES:
        response = post(path, {}, basic(robot.owner.client_id, robot.plain))
        assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_R033_what_is_not_worth_anything_is_an_invalid_grant(app: App, bruno: User) -> None:
    for changes in ({"code": "x"}, {"redirect_uri": f"{CALLBACK}/"}, {"code_verifier": "x" * 43}):
        response = redeem(app, code(app, bruno), **changes)
        assert (response.status_code, response.json()) == (400, {"error": "invalid_grant"})
    response = refresh(app, "x")
    assert (response.status_code, response.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize("path", MACHINES)
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_R033_who_fails_by_basic_is_asked_for_basic(robot: App, path: str, scheme: str) -> None:
    header = {"Authorization": basic(robot.owner.client_id, "wrong")["Authorization"].replace("Basic", scheme)}
    response = post(path, {"grant_type": "client_credentials", "token": "x"}, header)
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})
    assert response["WWW-Authenticate"].startswith('Basic realm="')


def test_a_parameter_without_a_value_is_as_if_omitted(robot: App) -> None:
    assert token(robot, scope="", client_id="", client_secret="").status_code == 200


def test_unknown_parameters_are_ignored(robot: App) -> None:
    assert token(robot, audience="x", resource="https://api.example").status_code == 200


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_R032_a_method_in_a_header_means_nothing(db: None, name: str) -> None:
    response: Any = Client().get("/oauth/token", headers={name: "POST"})
    assert response.status_code == 405


def test_R031_no_foreign_page_may_read_an_answer(robot: App) -> None:
    header = basic(robot.owner.client_id, robot.plain) | {"Origin": "https://evil.example"}
    response = post("/oauth/token", {"grant_type": "client_credentials"}, header)
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response
