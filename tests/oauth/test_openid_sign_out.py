"""Signing out at an app's wish: asked of the user, ended on the server, and never a way to somewhere else."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.connections.models import Consumer, SigningKey
from apps.connections.services.id_tokens import sign
from apps.connections.services.signing_keys import signing_key
from tests.conftest import sign_in
from tests.factories import new_code_consumer
from tests.oauth.flow import FORM, App
from tests.oauth.openid_flow import claims_in, signed_in
from tests.safety import policy_of

PATH, BYE = "/oauth/logout", "https://app.example/bye"
EVIL = "https://evil.example/"


def asked(app: App, **changes: str | None) -> dict[str, str]:
    parameters = {"client_id": app.owner.client_id, "post_logout_redirect_uri": BYE} | changes
    return {name: value for name, value in parameters.items() if value is not None}


def agree(client: Client, page: Any) -> Any:
    """Presses the button of `page`, as the browser would."""
    return client.post(page.context["action"])


def is_signed_in(client: Client) -> bool:
    return client.get("/my-authorizations/").status_code == 200


@pytest.fixture
def id_token(sign_in_app: App, bruno: User) -> str:
    issued: str = signed_in(sign_in_app, bruno)["id_token"]
    return issued


def test_R025_R087_the_session_ends_on_the_server_by_a_post_and_the_browser_goes_back(
    sign_in_app: App, bruno: User, id_token: str
) -> None:
    client = sign_in(bruno)
    session = dict(client.cookies.items())
    page = client.get(PATH, asked(sign_in_app, id_token_hint=id_token, state="a b+c%"))
    assert page.status_code == 200
    assert is_signed_in(client)
    response = agree(client, page)
    assert response["Location"] == f"{BYE}?state=a%20b%2Bc%25"
    client.cookies.update(session)
    assert not is_signed_in(client)
    assert Transaction.objects.filter(module="session", action="signed_out").count() == 1


def test_R025_no_other_page_can_press_the_button(bruno: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bruno)
    assert client.post("/oauth/logout/confirm", headers={"Origin": "https://evil.example"}).status_code == 403
    assert is_signed_in(client)


def test_the_page_may_send_its_form_to_the_app_and_nowhere_else(sign_in_app: App, bruno: User) -> None:
    client = sign_in(bruno)
    page = client.get(PATH, asked(sign_in_app))
    assert policy_of(page)["form-action"] == "'self' https://app.example"
    assert "app.example" in page.content.decode()
    assert policy_of(client.get(PATH))["form-action"] == "'self'"


def test_an_id_token_says_which_app_asks_also_when_it_is_expired(sign_in_app: App, bruno: User, id_token: str) -> None:
    expired = sign(claims_in(id_token) | {"exp": 1, "iat": 0}, signing_key("RS256"))
    for hint in (id_token, expired):
        client = sign_in(bruno)
        page = client.get(PATH, asked(sign_in_app, client_id=None, id_token_hint=hint))
        assert agree(client, page)["Location"] == BYE


def test_an_id_token_of_a_key_that_is_done_still_counts(sign_in_app: App, bruno: User, id_token: str) -> None:
    SigningKey.objects.update(retired_at="2001-01-01T00:00:00Z", sealed="")
    client = sign_in(bruno)
    page = client.get(PATH, asked(sign_in_app, id_token_hint=id_token))
    assert agree(client, page)["Location"] == BYE


@pytest.mark.parametrize(
    "url",
    [
        *(EVIL, "//evil.example", "/\\evil.example", "javascript:alert(1)", f"{BYE}/", f"{BYE}?x=1", f"{BYE}#x"),
        *("https://app.example", "https://app.example/callback", "HTTPS://app.example/bye", f" {BYE}", f"{BYE}\t", ""),
        *("https://app.example@evil.example/bye", "https://app.example/bye https://evil.example/"),
    ],
)
def test_R022_nothing_leads_to_an_address_that_is_not_registered(sign_in_app: App, bruno: User, url: str) -> None:
    client = sign_in(bruno)
    page = client.get(PATH, asked(sign_in_app, post_logout_redirect_uri=url))
    if page.status_code == 400:
        return
    assert page.context["back"] == page.context["host"] == ""
    assert policy_of(page)["form-action"] == "'self'"
    assert agree(client, page)["Location"] == "/sign-in/"
    assert not is_signed_in(client)


WRONG = (
    *("nobody", "an unknown app", "another app's address", "an altered token", "a token without signature"),
    *("garbage", "a bomb", "a token of another app", "a token of another app alone"),
)


def wrong_hints(app: App, other: App, id_token: str) -> dict[str, dict[str, str | None]]:
    head, body, signature = id_token.split(".")
    foreign = sign(claims_in(id_token) | {"aud": other.owner.client_id}, signing_key("RS256"))
    return {
        "nobody": {"client_id": None},
        "an unknown app": {"client_id": "nobody"},
        "another app's address": {"client_id": other.owner.client_id},
        "an altered token": {"id_token_hint": f"{head}.{body[:-2]}AA.{signature}"},
        "a token without signature": {"id_token_hint": f"eyJhbGciOiJub25lIn0.{body}."},
        "garbage": {"id_token_hint": "a.b.c"},
        "a bomb": {"id_token_hint": f"{'W' * 5000}.{body}.{signature}"},
        "a token of another app": {"id_token_hint": foreign},
        "a token of another app alone": {"id_token_hint": foreign, "client_id": None},
    }


@pytest.mark.parametrize("who", WRONG)
def test_R022_whoever_does_not_prove_which_app_it_is_gets_nobody_redirected(
    sign_in_app: App, account: Account, bruno: User, id_token: str, who: str
) -> None:
    changes = wrong_hints(sign_in_app, new_code_consumer(account, offers_sign_in=True), id_token)[who]
    for client in (sign_in(bruno), Client()):
        page = client.get(PATH, asked(sign_in_app, **changes))
        assert page.status_code == 200
        assert page.context["back"] == ""
        assert agree(client, page)["Location"] == "/sign-in/"


@pytest.mark.parametrize("field", ["is_enabled", "offers_sign_in"])
def test_a_consumer_that_is_off_leads_nowhere(sign_in_app: App, bruno: User, id_token: str, field: str) -> None:
    Consumer.objects.update(**{field: False})
    client = sign_in(bruno)
    assert agree(client, client.get(PATH, asked(sign_in_app, id_token_hint=id_token)))["Location"] == "/sign-in/"


def test_the_button_reads_the_address_anew(sign_in_app: App, bruno: User) -> None:
    client = sign_in(bruno)
    forged = f"/oauth/logout/confirm?{urlencode(asked(sign_in_app, post_logout_redirect_uri=EVIL))}"
    assert client.post(forged, {"post_logout_redirect_uri": EVIL})["Location"] == "/sign-in/"


def test_whoever_is_signed_out_already_is_sent_back_by_their_app_and_asked_for_any_other(
    sign_in_app: App, id_token: str
) -> None:
    assert Client().get(PATH, asked(sign_in_app, id_token_hint=id_token, state="x"))["Location"] == f"{BYE}?state=x"
    page = Client().get(PATH, asked(sign_in_app), headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "You are signed out" in page.content.decode()
    assert f'href="{BYE}"' in page.content.decode()
    assert Client().get(PATH).status_code == 200


def test_an_app_may_also_send_a_form(sign_in_app: App, bruno: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bruno)
    response = client.post(PATH, urlencode(asked(sign_in_app)), content_type=FORM)
    assert response.status_code == 302
    assert is_signed_in(client)
    assert client.get(response["Location"]).context["back"] == BYE


@pytest.mark.parametrize("query", ["state=1&state=2", "state=%00", "state=%zz", "state=%ff", "state=" + "x" * 30_000])
def test_what_cannot_be_read_is_told_and_changes_nothing(bruno: User, query: str) -> None:
    client = sign_in(bruno)
    for response in (client.get(f"{PATH}?{query}"), client.post(f"/oauth/logout/confirm?{query}")):
        assert response.status_code in (400, 413)
    assert client.post(PATH, query, content_type=FORM).status_code in (400, 413)
    assert is_signed_in(client)
