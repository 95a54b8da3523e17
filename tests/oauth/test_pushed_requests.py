"""Authorization requests that an app pushes before it sends the user (RFC 9126)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Account, User
from apps.common.failures import FailureBucket
from apps.connections.models import Authorization, AuthorizationCode, Consumer, PushedRequest
from apps.connections.services.pushing import FREE_OF_STRANGERS
from tests.factories import PASSWORD, new_code_consumer
from tests.oauth.flow import (
    STATE,
    App,
    answer,
    ask,
    basic,
    browser,
    decide,
    post,
    redeem,
    request_of,
)  # fmt: skip
from tests.oauth.signing import Key, new_signing_consumer, signed_in_body
from tests.threads import at_once

URN = "urn:ietf:params:oauth:request_uri:"


def push(app: App, **changes: str | None) -> Any:
    return post("/oauth/par", request_of(app, **changes), basic(app.owner.client_id, app.plain))


def pushed(app: App, **changes: str | None) -> str:
    response = push(app, **changes)
    assert response.status_code == 201, response.content
    name: str = response.json()["request_uri"]
    return name


def open_pushed(client: Client, app: App, name: str, **more: str) -> Any:
    asked = {"client_id": app.owner.client_id, "request_uri": name} | more
    return client.get("/oauth/authorize", asked, headers={"Accept-Language": "en"})


def is_gone(response: Any) -> bool:
    """Told to the user, and to no app."""
    return response.status_code == 400 and "too old" in response.content.decode() and "Location" not in response


def later(seconds: int) -> None:
    shift = timedelta(seconds=seconds)
    PushedRequest.objects.update(opens_until=F("opens_until") - shift, expires=F("expires") - shift)


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_pushed_request_leads_to_a_code(app: App, bruno: User, slash: str) -> None:
    response = post(f"/oauth/par{slash}", request_of(app), basic(app.owner.client_id, app.plain))
    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"
    assert set(response.json()) == {"request_uri", "expires_in"}
    assert response.json()["request_uri"].startswith(URN)
    assert 60 <= response.json()["expires_in"] <= 90
    client = browser(bruno)
    page = open_pushed(client, app, response.json()["request_uri"])
    assert page.status_code == 200
    back = answer(decide(client, page))
    assert back["state"] == STATE
    assert redeem(app, back["code"]).status_code == 200


def test_a_reload_before_the_answer_shows_the_page_again(app: App, bruno: User) -> None:
    client, name = browser(bruno), pushed(app)
    assert open_pushed(client, app, name).status_code == 200
    later(95)
    page = open_pushed(client, app, name)
    assert page.status_code == 200
    assert "code" in answer(decide(client, page))


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_once_answered_the_request_is_used_up(app: App, bruno: User, decision: str) -> None:
    client, name = browser(bruno), pushed(app)
    pages = [open_pushed(client, app, name) for _ in range(2)]
    assert set(answer(decide(client, pages[0], decision))) & {"code", "error"}
    assert is_gone(open_pushed(client, app, name))
    assert is_gone(decide(client, pages[1], decision))
    assert AuthorizationCode.objects.count() == (decision == "allow")
    assert not PushedRequest.objects.exists()


def test_a_remembered_consent_uses_the_request_up_as_well(app: App, bruno: User) -> None:
    client = browser(bruno)
    decide(client, open_pushed(client, app, pushed(app)))
    name = pushed(app)
    assert "code" in answer(open_pushed(client, app, name))
    assert is_gone(open_pushed(client, app, name))


@pytest.mark.django_db(transaction=True)
def test_of_answers_at_the_same_moment_one_gets_a_code(app: App, bruno: User) -> None:
    client, name = browser(bruno), pushed(app)
    pages = [open_pushed(client, app, name) for _ in range(6)]

    def act(index: int) -> int:
        single = Client()
        single.cookies = client.cookies
        return int(decide(single, pages[index]).status_code)

    assert set(at_once(6, act)) <= {302, 400}
    assert AuthorizationCode.objects.count() == 1


def test_a_request_that_nobody_opened_in_time_is_an_error_page(app: App, bruno: User) -> None:
    name = pushed(app)
    later(91)
    assert is_gone(open_pushed(browser(bruno), app, name))
    assert is_gone(open_pushed(Client(), app, name))


def test_a_user_who_takes_an_hour_to_answer_is_too_late(app: App, bruno: User) -> None:
    client, name = browser(bruno), pushed(app)
    page = open_pushed(client, app, name)
    later(3601)
    assert is_gone(decide(client, page))
    assert not Authorization.objects.exists()


def test_a_user_may_take_their_time_to_sign_in(app: App, bruno: User) -> None:
    client, name = Client(), pushed(app)
    to_sign_in = open_pushed(client, app, name)
    assert to_sign_in.status_code == 302
    later(200)
    address = to_sign_in["Location"]
    back = client.post(address, {"login": bruno.email, "password": PASSWORD, "next": f"/oauth/authorize?x={name}"})
    assert back.status_code == 302
    assert open_pushed(client, app, name).status_code == 200


def test_a_pushed_request_is_of_its_app_alone(app: App, bruno: User, account: Account) -> None:
    name, other = pushed(app), new_code_consumer(account, name="Other")
    assert is_gone(open_pushed(browser(bruno), other, name))
    client = browser(bruno)
    assert is_gone(client.get("/oauth/authorize", {"request_uri": name}, headers={"Accept-Language": "en"}))
    assert open_pushed(client, app, name).status_code == 200


@pytest.mark.parametrize("name", [URN, f"{URN}x", f"{URN}{'a' * 43}", f"{URN}%00", URN + "x" * 5000])
def test_a_name_that_was_never_given_out_is_an_error_page(app: App, bruno: User, name: str) -> None:
    assert is_gone(open_pushed(browser(bruno), app, name))


def test_beside_a_pushed_request_nothing_counts(app: App, bruno: User) -> None:
    client = browser(bruno)
    name = pushed(app, scope="items:view")
    more = {"scope": "items:view items:edit", "state": "other", "redirect_uri": "https://evil.example/"}
    back = answer(decide(client, open_pushed(client, app, name, **more)))
    assert back["state"] == STATE
    assert Authorization.objects.get().scopes == {"items:view"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "items:everything"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"request_uri": "https://evil.example/request"}, "invalid_request"),
        ({"request_uri": f"{URN}x"}, "invalid_request"),
        ({"request": "e30.e30.AA"}, "request_not_supported"),
        ({"dpop_jkt": "short"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
    ],
)
def test_a_request_that_authorize_would_refuse_is_refused_at_once(
    app: App, changes: dict[str, str | None], error: str
) -> None:
    response = push(app, **changes)
    assert (response.status_code, response.json()["error"]) == (400, error)
    assert response["Content-Type"] == "application/json"
    assert not PushedRequest.objects.exists()


def test_a_program_for_itself_has_nothing_to_push(robot: App) -> None:
    response = push(robot)
    assert (response.status_code, PushedRequest.objects.count()) == (400, 0)


def test_R004_R035_R044_a_pushed_request_is_read_strictly(app: App) -> None:
    header = basic(app.owner.client_id, app.plain)
    assert post("/oauth/par", "response_type=code&response_type=code", header).status_code == 400
    assert post("/oauth/par?client_id=x", request_of(app), header).status_code == 400
    assert Client().post("/oauth/par", request_of(app), headers=header).status_code == 415
    assert Client().get("/oauth/par").status_code == 405


def test_only_the_client_itself_pushes(app: App, phone_app: App, account: Account) -> None:
    assert post("/oauth/par", request_of(app)).status_code == 401
    assert post("/oauth/par", request_of(app), basic(app.owner.client_id, phone_app.plain)).status_code == 401
    other = new_code_consumer(account, name="Other")
    assert post("/oauth/par", request_of(app), basic(other.owner.client_id, other.plain)).status_code == 401
    body = request_of(app) | {"client_secret": app.plain}
    assert post("/oauth/par", body, basic(app.owner.client_id, app.plain)).json()["error"] == "invalid_request"


def test_a_public_app_pushes_by_its_key_and_one_that_signs_by_its_signature(
    phone_app: App, account: Account, bruno: User
) -> None:
    assert post("/oauth/par", request_of(phone_app)).status_code == 201
    key = Key()
    app = new_signing_consumer(account, key, for_users=True)
    made = post("/oauth/par", request_of(app) | signed_in_body(key.assertion(app.owner.client_id)))
    assert made.status_code == 201
    assert "client_assertion" not in PushedRequest.objects.get(consumer=app.owner).parameters
    assert open_pushed(browser(bruno), app, made.json()["request_uri"]).status_code == 200


def test_nothing_that_proves_who_the_client_is_is_kept(app: App) -> None:
    body = request_of(app) | {"client_secret": app.plain, "pushed_request": "forged"}
    assert post("/oauth/par", body).status_code == 201
    kept = PushedRequest.objects.get().parameters
    assert kept == request_of(app)


def test_an_app_that_must_push_is_refused_anything_else(app: App, bruno: User) -> None:
    Consumer.objects.update(requires_par=True)
    client = browser(bruno)
    assert answer(ask(client, app))["error"] == "invalid_request"
    assert answer(ask(client, app, pushed_request="forged"))["error"] == "invalid_request"
    page = open_pushed(client, app, pushed(app))
    assert "code" in answer(decide(client, page))


def test_a_request_that_was_shown_before_the_app_had_to_push_is_refused(app: App, bruno: User) -> None:
    client = browser(bruno)
    page = ask(client, app)
    Consumer.objects.update(requires_par=True)
    assert answer(decide(client, page))["error"] == "invalid_request"


def test_pushing_costs_four_queries(app: App, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    push(app)
    with django_assert_num_queries(3 + 2):  # who it is, what it may ask, the row; and a savepoint
        push(app)


def test_only_what_authorize_reads_is_kept(app: App) -> None:
    pushed(app, filler="x" * 1000)
    assert set(PushedRequest.objects.get().parameters) == set(request_of(app))


def test_nobody_fills_the_table_in_the_name_of_a_public_app(phone_app: App) -> None:
    asked = request_of(phone_app)
    assert post("/oauth/par", asked).status_code == 201
    FailureBucket.objects.update(failures=FREE_OF_STRANGERS + 3)
    refused = post("/oauth/par", asked)
    assert (refused.status_code, int(refused["Retry-After"])) == (429, 16)
    assert PushedRequest.objects.count() == 1
