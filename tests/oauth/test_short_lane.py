"""The short lane: the same answers as the toolkit's, and nothing out of the way."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.test.client import RequestFactory
from pytest_django import Settings

from apps.common.tokens import Prefix, new_token
from apps.oauth import short_lane
from tests.lanes import open_short_lane
from tests.oauth.flow import FORM, App, basic, post, token

TOKEN, INTROSPECT = "/oauth/token", "/oauth/introspect"
OWN = {"grant_type": "client_credentials"}
DIFFERS = {"access_token", "iat", "exp"}
# A language sends the request to Django, which answers in this one anyway.
TO_DJANGO = {"Accept-Language": "es"}


def seen(response: Any) -> tuple[int, dict[str, str], dict[str, Any]]:
    headers = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
    return response.status_code, headers, {k: v for k, v in response.json().items() if k not in DIFFERS}


@pytest.mark.parametrize(
    ("path", "asked", "is_right"),
    [
        (TOKEN, OWN, True),
        (TOKEN, OWN | {"scope": "items:view"}, True),
        (TOKEN, OWN | {"scope": "nothing:ever"}, True),
        (TOKEN, OWN, False),
        (TOKEN, {"grant_type": "refresh_token", "refresh_token": "x"}, True),
        (TOKEN, {"grant_type": "password"}, True),
        (TOKEN, {}, True),
        (INTROSPECT, {"token": "unknown"}, True),
        (INTROSPECT, {"token": "unknown"}, False),
        (INTROSPECT, {}, True),
    ],
)
def test_both_lanes_give_the_same_answer_to_the_last_header(
    robot: App, path: str, asked: dict[str, str], is_right: bool
) -> None:
    header = basic(robot.owner.client_id, robot.plain if is_right else new_token(Prefix.CONSUMER_SECRET))
    assert seen(post(path, asked, header)) == seen(post(path, asked, header | TO_DJANGO))


def test_both_lanes_say_the_same_of_a_live_token(robot: App) -> None:
    asked = {"token": token(robot).json()["access_token"]}
    header = basic(robot.owner.client_id, robot.plain)
    assert seen(post(INTROSPECT, asked, header)) == seen(post(INTROSPECT, asked, header | TO_DJANGO))


def environ(robot: App, body: str = "grant_type=client_credentials", **more: str) -> dict[str, Any]:
    request = RequestFactory().post(TOKEN, body, content_type=FORM, headers=basic(robot.owner.client_id, robot.plain))
    return request.environ | {"HTTP_HOST": "testserver", "wsgi.input": BytesIO(body.encode())} | more


def test_a_plain_request_is_answered_there(robot: App) -> None:
    answer = short_lane.answered(environ(robot))
    assert answer is not None
    assert answer[0] == "200 OK"


@pytest.mark.parametrize(
    "unusual",
    [
        {"HTTP_ORIGIN": "https://app.example"},
        {"HTTP_DPOP": "x"},
        {"HTTP_COOKIE": "session=x"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"QUERY_STRING": "a=b"},
        {"CONTENT_TYPE": "application/json"},
        {"CONTENT_TYPE": f"{FORM}; charset=latin-1"},
        {"CONTENT_LENGTH": "20001"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "31"},
        {"CONTENT_LENGTH": ""},
        {"REQUEST_METHOD": "PUT"},
        {"PATH_INFO": "/oauth/revoke_token"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_HOST": ""},
    ],
)
def test_whatever_is_unusual_is_for_django(robot: App, settings: Settings, unusual: dict[str, str]) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert short_lane.answered(environ(robot, **unusual)) is None


@pytest.mark.parametrize("body", ["", "grant_type=client_credentials&scope=a&scope=b", "%zz", "a=%00"])
def test_a_body_that_is_read_in_one_way_only_is_for_django_to_refuse(robot: App, body: str) -> None:
    assert short_lane.answered(environ(robot, body)) is None


def test_what_the_lane_has_read_the_toolkit_reads_again(robot: App) -> None:
    assert token(robot, audience="x").status_code == 200


def test_where_https_is_a_must_a_bare_request_gets_no_answer_there(robot: App, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert short_lane.answered(environ(robot)) is None
    assert short_lane.answered(environ(robot) | {"wsgi.url_scheme": "https"}) is not None
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert short_lane.answered(environ(robot) | {"wsgi.url_scheme": "https"}) is None
    assert short_lane.answered(environ(robot, HTTP_X_FORWARDED_PROTO="https")) is not None


def test_R128_a_database_that_is_away_is_told_as_anywhere(robot: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise OperationalError

    open_short_lane(monkeypatch)
    monkeypatch.setitem(short_lane.LANES, TOKEN, (away, ""))
    client, header = Client(raise_request_exception=False), basic(robot.owner.client_id, robot.plain)
    response = client.post(TOKEN, "grant_type=client_credentials", content_type=FORM, headers=header)
    assert (response.status_code, response.json()["error"]) == (503, "unavailable")
