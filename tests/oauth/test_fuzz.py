"""Whatever is sent to the OAuth door, the answer is a clean one: never a 5xx, on SQLite and on PostgreSQL."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.oauth.urls import urlpatterns
from tests.factories import CALLBACK
from tests.oauth.flow import CHALLENGE, FORM, VERIFIER, App, browser, code, tokens

PATHS = sorted({reverse(f"oauth:{pattern.name}").rstrip("/") for pattern in urlpatterns})
NAMES = [
    *("grant_type", "client_id", "client_secret", "scope", "code", "redirect_uri", "code_verifier", "refresh_token"),
    *("token", "token_type_hint", "response_type", "response_mode", "state", "code_challenge", "code_challenge_method"),
    *("request", "request_uri", "prompt", "max_age", "login_hint", "nonce", "claims", "ui_locales", "decision"),
    *("client_assertion", "client_assertion_type", "dpop_jkt", "id_token_hint", "post_logout_redirect_uri", "é", ""),
]
HEADERS = ["Authorization", "Content-Type", "Accept-Language", "Accept", "DPoP", "Origin", "Cookie", "X-Request-ID"]
GRANTS = ["authorization_code", "client_credentials", "refresh_token", "password"]

NASTY = [
    *(
        b"\x00",
        b"a\x00b",
        b"\xff\xfe",
        b"\xc3\x28",
        b"\xed\xa0\x80",
        "é😀\u202e".encode(),
        b"\r\nSet-Cookie: a=b",
        b" ",
    ),
    *(
        b"a" * 15_000,
        b"9" * 400,
        b"-1",
        b"1e999",
        b"{}",
        b"[" * 500,
        b"http://[",
        b"https://a:b/",
        b"//",
        b"' OR 1=1 --",
    ),
]
RAW = [
    b"%zz",
    b"%",
    b"%00",
    b"%ff",
    b"%ED%A0%80",
    b"a" * 500_000,
    b"&" * 200,
    b"=",
    b"a=1&a=1",
    b"\x00\xff",
    b";",
    b"+",
]
values = st.one_of(st.sampled_from(NASTY), st.binary(max_size=40), st.text(max_size=40).map(str.encode))
header_values = st.one_of(
    st.sampled_from(["Basic", "Basic ", "Basic %%%", "Bearer", "DPoP x", "Hawk id=", "\xff", "a" * 9_000]),
    values.map(lambda value: "Basic " + b64encode(value).decode()),
    st.sampled_from(
        ["text/plain; charset=utf-16", "multipart/form-data", "multipart/form-data; boundary=\xff", "a/b; c"]
    ),
    st.sampled_from(
        [f"{FORM}; charset=\x01", FORM, "session=\xff; csrf=", "*;q=x", "es-\xff,a;q=nan", "null", "{}.{}.{}"]
    ),
    st.text(st.characters(max_codepoint=255, exclude_characters="\0\r\n"), max_size=30),
)


def quote(value: bytes) -> bytes:
    return quote_from_bytes(value).encode()


@st.composite
def queries(draw: st.DrawFn, known: dict[str, str]) -> bytes:
    """Parameters, most of them well encoded, some worth something; now and then raw bytes among them."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=8))
    pairs = [(name, draw(values | st.just(known.get(name, "").encode()))) for name in names]
    parts = [quote(name.encode()) + b"=" + quote(value) for name, value in pairs]
    return b"&".join(draw(st.permutations(parts + draw(st.lists(st.sampled_from(RAW), max_size=1)))))


def in_public(app: App) -> dict[str, str]:
    return {
        "client_id": app.owner.client_id, "redirect_uri": CALLBACK, "code_challenge": CHALLENGE, "scope": "items:view",
        "code_challenge_method": "S256", "response_type": "code", "code_verifier": VERIFIER,
    }  # fmt: skip


@pytest.fixture
def in_secret(app: App, bruno: User) -> dict[str, str]:
    """What opens something here, so that the strange things around it are looked at, too."""
    issued, plain = tokens(app, bruno), code(app, bruno)
    found = {"token": issued["access_token"], "refresh_token": issued["refresh_token"], "code": plain}
    return found | {"client_secret": app.plain}


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(data=st.data())
def test_R020_whatever_is_sent_gets_a_clean_answer(
    path: str, in_secret: dict[str, str], app: App, bruno: User, data: st.DataObject
) -> None:
    headers = data.draw(st.dictionaries(st.sampled_from(HEADERS), header_values, max_size=3))
    if data.draw(st.booleans()):
        right = b64encode(f"{app.owner.client_id}:{app.plain}".encode()).decode()
        headers = {"Authorization": f"Basic {right}"} | headers
    method = data.draw(st.sampled_from(["GET", "POST", "POST", "POST"]))
    grant = {"grant_type": data.draw(st.sampled_from(GRANTS))}
    query = data.draw(queries(in_public(app) | grant))
    body = data.draw(queries(in_public(app) | in_secret | grant))
    client = browser(bruno) if data.draw(st.booleans()) else Client()
    response = send(
        client, method, path, b"" if method == "POST" and data.draw(st.booleans()) else query, body, headers
    )
    assert response.status_code < 500, response.content


def send(client: Client, method: str, path: str, query: bytes, body: bytes, headers: dict[str, str]) -> Any:
    client.raise_request_exception = False
    content_type = headers.pop("Content-Type", FORM)
    extra = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
    return client.generic(method, path, body, content_type, QUERY_STRING=query.decode("latin-1"), **extra)  # type: ignore[arg-type]
