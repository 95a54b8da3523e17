"""ID tokens: who signed in, when, how, and for which app."""

import time
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from apps.accounts.models import Account, PermissionGroup, User
from apps.accounts.permissions import is_allowed
from apps.connections.callers import caller_of_token
from apps.connections.models import AccessToken, AuthorizationCode, Consumer, RefreshToken
from tests.api.helpers import Program
from tests.factories import new_code_consumer, new_consumer
from tests.oauth.flow import App, answer, ask, browser, code, decide, redeem, refresh, token, tokens
from tests.oauth.openid_flow import claims_in, header_of, signed_in
from tests.oauth.test_queries import queries


def test_an_id_token_says_who_signed_in_when_how_and_for_whom(sign_in_app: App, bruno: User) -> None:
    before = int(time.time())
    issued = signed_in(sign_in_app, bruno, nonce="n-0S6_WzA2Mj")
    claims, after = claims_in(issued["id_token"]), int(time.time())
    assert before <= claims.pop("auth_time") <= claims["iat"] <= after
    assert claims.pop("exp") - claims.pop("iat") == 3600
    half = sha256(issued["access_token"].encode()).digest()[:16]
    assert claims == {
        "iss": "http://localhost",
        "sub": str(bruno.pk),
        "aud": sign_in_app.owner.client_id,
        "nonce": "n-0S6_WzA2Mj",
        "amr": ["pwd"],
        "at_hash": urlsafe_b64encode(half).decode().rstrip("="),
    }


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_it_is_signed_as_the_consumer_wants(account: Account, bruno: User, algorithm: str) -> None:
    app = new_code_consumer(account, offers_sign_in=True, algorithm=algorithm)
    issued = signed_in(app, bruno)
    assert header_of(issued["id_token"]) | {"kid": ""} == {"alg": algorithm, "kid": "", "typ": "JWT"}
    assert claims_in(issued["id_token"])["sub"] == str(bruno.pk)


def test_a_nonce_is_echoed_and_never_invented(sign_in_app: App, bruno: User) -> None:
    assert "nonce" not in claims_in(signed_in(sign_in_app, bruno)["id_token"])
    long = "é" * 255
    assert claims_in(signed_in(sign_in_app, bruno, nonce=long)["id_token"])["nonce"] == long


def test_a_nonce_that_cannot_be_kept_is_refused(sign_in_app: App, bruno: User) -> None:
    assert answer(ask(browser(bruno), sign_in_app, scope="openid", nonce="n" * 256))["error"] == "invalid_request"


def test_a_refresh_brings_an_id_token_of_the_same_sign_in(sign_in_app: App, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno, "openid items:view", nonce="once")
    signed = timezone.now() - timedelta(days=2)
    RefreshToken.objects.update(auth_time=signed)
    first, renewed = claims_in(issued["id_token"]), refresh(sign_in_app, issued["refresh_token"]).json()
    claims = claims_in(renewed["id_token"])
    assert (claims["sub"], claims["aud"], claims["amr"]) == (first["sub"], first["aud"], ["pwd"])
    assert claims["auth_time"] == int(signed.timestamp())
    assert claims["at_hash"] != first["at_hash"]
    assert "nonce" not in claims


def test_a_lost_answer_is_repeated_with_its_id_token(sign_in_app: App, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno)
    first, again = (refresh(sign_in_app, issued["refresh_token"]).json() for _ in range(2))
    assert first["access_token"] == again["access_token"]
    assert claims_in(first["id_token"])["at_hash"] == claims_in(again["id_token"])["at_hash"]


def test_whoever_leaves_openid_out_gets_no_id_token(sign_in_app: App, bruno: User) -> None:
    assert "id_token" not in tokens(sign_in_app, bruno, scope="items:view")
    issued = signed_in(sign_in_app, bruno, "openid items:view")
    assert "id_token" not in refresh(sign_in_app, issued["refresh_token"], scope="items:view").json()


def test_everything_does_not_include_signing_in(sign_in_app: App, bruno: User) -> None:
    assert tokens(sign_in_app, bruno, scope="api")["scope"] == "items:edit items:view"
    assert tokens(sign_in_app, bruno, scope=None)["scope"] == "items:edit items:view"
    assert tokens(sign_in_app, bruno, scope="api openid")["scope"] == "items:edit items:view openid"


@pytest.mark.parametrize("scope", ["openid", "openid profile email", "items:view openid"])
def test_where_signing_in_is_off_it_is_no_scope(app: App, bruno: User, scope: str) -> None:
    back = answer(ask(browser(bruno), app, scope=scope))
    assert (back["error"], back["iss"]) == ("invalid_scope", "http://localhost")
    assert "code" not in back


@pytest.mark.parametrize("scope", ["profile", "email", "items:view email"])
def test_nobody_is_told_about_whom_they_do_not_recognise(sign_in_app: App, bruno: User, scope: str) -> None:
    assert answer(ask(browser(bruno), sign_in_app, scope=scope))["error"] == "invalid_scope"


@pytest.mark.parametrize("scope", ["openid", "api openid"])
def test_nobody_signs_in_by_client_credentials(account: Account, scope: str) -> None:
    robot = new_consumer(account, offers_sign_in=True)
    assert not robot.owner.offers_sign_in
    Consumer.objects.update(offers_sign_in=True)
    response = token(robot, scope=scope)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_scope")


def test_an_app_may_ask_for_nothing_but_signing_in(sign_in_app: App, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno)
    assert issued["scope"] == "openid"
    row = AccessToken.objects.with_rights().get()
    assert caller_of_token(row, address=None).permissions == frozenset()
    assert not is_allowed(caller_of_token(row, address=None), "items", "view")
    assert Program(issued["access_token"]).get("/api/items").status_code == 403


def test_a_user_who_may_do_nothing_can_still_sign_in(
    sign_in_app: App, bruno: User, technicians: PermissionGroup
) -> None:
    technicians.permissions = []
    technicians.save()
    assert signed_in(sign_in_app, bruno, "openid items:view")["scope"] == "openid"


def test_switched_off_later_nobody_is_signed_in_any_more(sign_in_app: App, bruno: User) -> None:
    issued, plain = signed_in(sign_in_app, bruno), code(sign_in_app, bruno, scope="openid")
    Consumer.objects.update(offers_sign_in=False)
    assert "id_token" not in refresh(sign_in_app, issued["refresh_token"]).json()
    assert "id_token" not in redeem(sign_in_app, plain).json()


@pytest.mark.parametrize("name", ["request", "request_uri", "registration"])
def test_R145_what_an_app_wants_fetched_or_unpacked_is_refused_and_not_looked_at(
    sign_in_app: App, bruno: User, name: str
) -> None:
    back = answer(ask(browser(bruno), sign_in_app, scope="openid", **{name: "https://app.example/request.jwt"}))
    assert back["error"] == f"{name}_not_supported"
    assert back["state"]


def test_only_a_digest_of_the_code_and_no_id_token_is_kept(sign_in_app: App, bruno: User) -> None:
    issued = signed_in(sign_in_app, bruno, nonce="once")
    rows = [*AuthorizationCode.objects.values(), *AccessToken.objects.values(), *RefreshToken.objects.values()]
    assert issued["id_token"].split(".")[2] not in str(rows)


def test_the_page_says_in_words_what_the_app_learns(sign_in_app: App, bruno: User) -> None:
    client = browser(bruno)
    page = ask(client, sign_in_app, scope="openid profile email")
    text = page.content.decode()
    for words in ("Know who you are", "Recognise you when you sign in", "Your name", "Your e-mail address"):
        assert words in text
    choices = {choice.scope: choice for group in page.context["form"].groups for choice in group.choices}
    assert [choice.is_required for choice in choices.values()] == [True, False, False]
    back = answer(decide(client, page, scope=["email"]))
    assert redeem(sign_in_app, back["code"]).json()["scope"] == "email openid"


def test_who_it_is_cannot_be_left_out(sign_in_app: App, bruno: User) -> None:
    client = browser(bruno)
    page = ask(client, sign_in_app, scope="openid items:view", optional_scope="openid items:view")
    back = answer(decide(client, page, scope=[]))
    assert redeem(sign_in_app, back["code"]).json()["scope"] == "openid"


def test_what_was_agreed_shows_in_words(sign_in_app: App, bruno: User) -> None:
    client = browser(bruno)
    decide(client, ask(client, sign_in_app, scope="openid items:view"))
    page = client.get("/my-authorizations/", headers={"Accept-Language": "en"}).content.decode()
    assert "Recognise you when you sign in" in page


def test_signing_in_costs_one_query_more(sign_in_app: App, bruno: User) -> None:
    old = signed_in(sign_in_app, bruno)["refresh_token"]
    plain = code(sign_in_app, bruno, scope="openid")
    assert queries(lambda: redeem(sign_in_app, plain)) <= 8
    assert queries(lambda: refresh(sign_in_app, old)) <= 8
