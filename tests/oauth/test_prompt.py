"""What an app asks of the conversation with the user: prompt, max_age, login_hint, ui_locales."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.connections.models import Authorization, AuthorizationCode
from apps.connections.services.authorizations import grant_authorization
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER
from tests.oauth.flow import STATE, App, answer, ask, browser, decide, tokens


@pytest.fixture
def consent(app: App, bruno: User) -> Authorization:
    return grant_authorization(consumer=app.owner, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)


def proved(client: Client, ago: timedelta) -> Client:
    """The same browser, in which the user last proved who they are that long ago."""
    session = client.session
    at = (timezone.now() - ago).timestamp()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": at}]
    session.save()
    return client


def confirm(client: Client, response: Any) -> Any:
    """Goes where the browser is sent, gives the password and follows back to the door, over the page between."""
    assert response["Location"].startswith("/confirm/?next=/oauth/authorize%3F"), response["Location"]
    back = client.post(response["Location"], {"password": PASSWORD})
    assert back.status_code == 302, back.content
    return client.get(back["Location"], headers={"Accept-Language": "en"})


def error(response: Any) -> str:
    back = answer(response)
    assert back["state"] == STATE
    assert back["iss"] == "http://localhost"
    return back["error"]


def is_consent_page(response: Any) -> bool:
    return response.status_code == 200 and 'name="decision"' in response.content.decode()


def hint_in(response: Any) -> list[str] | None:
    return parse_qs(urlsplit(response["Location"]).query).get("login_hint")


# prompt=none


def test_R022_a_silent_request_without_a_session_is_told_so_at_the_registered_callback_only(app: App) -> None:
    assert error(ask(Client(), app, prompt="none")) == "login_required"
    for changes in ({"redirect_uri": "https://evil.example/"}, {"client_id": "nobody"}):
        refused = ask(Client(), app, prompt="none", **changes)
        assert refused.status_code == 400
        assert "Location" not in refused


def test_a_silent_request_without_consent_is_told_so(app: App, bruno: User) -> None:
    assert error(ask(browser(bruno), app, prompt="none")) == "consent_required"
    assert not AuthorizationCode.objects.exists()


def test_a_silent_request_with_consent_is_answered_with_a_code(app: App, bruno: User, consent: Authorization) -> None:
    assert "code" in answer(ask(browser(bruno), app, prompt="none"))


def test_R023_no_public_app_gets_anything_in_silence(phone_app: App, bruno: User) -> None:
    grant_authorization(consumer=phone_app.owner, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)
    assert error(ask(browser(bruno), phone_app, prompt="none")) == "consent_required"


def test_a_silent_request_for_an_old_sign_in_is_told_to_sign_in(app: App, bruno: User, consent: Authorization) -> None:
    client = proved(sign_in(bruno), timedelta(minutes=5))
    assert error(ask(client, app, prompt="none", max_age="60")) == "login_required"
    assert "code" in answer(ask(client, app, prompt="none", max_age="600"))


def test_a_silent_request_never_shows_a_page_not_even_after_an_abandoned_sign_in(
    app: App, bruno: User, consent: Authorization
) -> None:
    client = browser(bruno)
    ask(client, app, prompt="login")
    assert "code" in answer(ask(client, app, prompt="none"))


def test_a_silent_request_to_somebody_else_asks_for_a_choice(
    app: App, bruno: User, carla: User, consent: Authorization
) -> None:
    assert (
        error(ask(browser(bruno), app, prompt="none", login_hint="ana@aguas.example")) == "account_selection_required"
    )
    assert error(ask(browser(carla), app, prompt="none")) == "account_selection_required"
    assert "code" in answer(ask(browser(bruno), app, prompt="none", login_hint="Bruno@Aguas.example"))


def test_a_silent_request_tells_an_app_without_consent_nothing_of_who_is_there(app: App, bruno: User) -> None:
    for hint in (bruno.email, "ana@aguas.example"):
        assert error(ask(browser(bruno), app, prompt="none", login_hint=hint)) == "consent_required"


def test_blanks_around_it_make_a_silent_request_no_louder(app: App, carla: User) -> None:
    for prompt in ("none ", " none"):
        assert error(ask(browser(carla), app, prompt=prompt)) == "account_selection_required"


def test_a_silent_request_is_told_its_other_mistakes_too(app: App) -> None:
    assert error(ask(Client(), app, prompt="none", scope="nothing")) == "invalid_scope"


# prompt=login and max_age


def test_prompt_login_asks_for_the_password_once_although_somebody_is_signed_in(app: App, bruno: User) -> None:
    client = sign_in(bruno)
    page = confirm(client, ask(client, app, prompt="login"))
    assert is_consent_page(page)
    assert answer(decide(client, page))["state"] == STATE
    assert ask(client, app, prompt="login")["Location"].startswith("/confirm/")


def test_prompt_login_with_consent_leads_over_one_page_to_the_app(
    app: App, bruno: User, consent: Authorization
) -> None:
    client = sign_in(bruno)
    between = confirm(client, ask(client, app, prompt="login"))
    assert '<meta http-equiv="refresh" content="0">' in between.content.decode()
    assert "code" in answer(ask(client, app, prompt="login"))
    assert ask(client, app, prompt="login")["Location"].startswith("/confirm/")


def test_prompt_login_is_met_by_signing_in_just_now(app: App, bruno: User) -> None:
    client = Client()
    to_sign_in = ask(client, app, prompt="login")["Location"]
    assert to_sign_in.startswith("/sign-in/")
    back = client.post(to_sign_in, {"login": bruno.email, "password": PASSWORD})
    assert is_consent_page(client.get(back["Location"]))


def test_the_consent_page_may_be_loaded_again_without_another_password(app: App, bruno: User) -> None:
    client = sign_in(bruno)
    confirm(client, ask(client, app, prompt="login"))
    assert is_consent_page(ask(client, app, prompt="login"))


def test_a_proof_for_one_request_is_none_for_another(app: App, bruno: User) -> None:
    client = sign_in(bruno)
    confirm(client, ask(client, app, prompt="login", state="one"))
    assert ask(client, app, prompt="login", state="two")["Location"].startswith("/confirm/")


def test_without_the_password_the_request_stays_where_it_is(app: App, bruno: User, consent: Authorization) -> None:
    client = sign_in(bruno)
    for _ in range(3):
        assert ask(client, app, prompt="login")["Location"].startswith("/confirm/")
    assert not AuthorizationCode.objects.exists()


@pytest.mark.parametrize(("max_age", "is_asked"), [("0", True), ("60", True), ("299", True), ("301", False)])
def test_max_age_asks_for_the_password_when_the_last_proof_is_older(
    app: App, bruno: User, max_age: str, is_asked: bool
) -> None:
    client = proved(sign_in(bruno), timedelta(minutes=5))
    response = ask(client, app, max_age=max_age)
    assert is_consent_page(confirm(client, response) if is_asked else response)


def test_a_session_without_any_proof_is_older_than_every_age(app: App, bruno: User) -> None:
    assert ask(browser(bruno), app, max_age="999999999")["Location"].startswith("/confirm/")


def test_the_code_and_its_tokens_keep_when_the_user_proved_it(app: App, bruno: User, consent: Authorization) -> None:
    client = proved(sign_in(bruno), timedelta(minutes=5))
    ask(client, app)
    found = AuthorizationCode.objects.get().auth_time
    assert found
    assert timedelta(minutes=4) < timezone.now() - found < timedelta(minutes=6)


def test_without_a_proof_no_time_is_claimed(app: App, bruno: User) -> None:
    tokens(app, bruno)
    assert AuthorizationCode.objects.get().auth_time is None


# prompt=consent and select_account


@pytest.mark.parametrize("prompt", ["consent", "select_account", "consent select_account"])
def test_the_page_is_shown_although_consent_is_remembered(
    app: App, bruno: User, consent: Authorization, prompt: str
) -> None:
    client = browser(bruno)
    page = ask(client, app, prompt=prompt)
    assert is_consent_page(page)
    assert "Not Bruno Sosa? Sign in as somebody else" in page.content.decode()
    assert "code" in answer(decide(client, page))


def test_prompts_can_be_combined(app: App, bruno: User, consent: Authorization) -> None:
    client = sign_in(bruno)
    assert is_consent_page(confirm(client, ask(client, app, prompt="login consent")))


def test_whoever_switches_signs_in_and_sees_the_page_as_the_other_user(app: App, bruno: User, ana: User) -> None:
    client = sign_in(bruno)
    page = ask(client, app, prompt="login select_account")
    page = confirm(client, page)
    address = page.wsgi_request.get_full_path()
    signed_out = client.post("/sign-out/", {"next": address})
    assert signed_out["Location"] == address
    to_sign_in = client.get(address)["Location"]
    back = client.post(to_sign_in, {"login": ana.email, "password": PASSWORD})
    assert "Ana Prado (ana@aguas.example)" in client.get(back["Location"]).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": "none login"}, {"prompt": "none consent"}, {"prompt": "create"}, {"prompt": "Login"},
        {"prompt": "login,consent"}, {"max_age": "-1"}, {"max_age": "1.5"}, {"max_age": "soon"}, {"max_age": "٣"},
        {"max_age": "1" * 400}, {"max_age": " 1"},
    ],
)  # fmt: skip
def test_what_means_nothing_is_an_invalid_request(app: App, bruno: User, changes: dict[str, str]) -> None:
    assert error(ask(browser(bruno), app, **changes)) == "invalid_request"
    assert ask(Client(), app, **changes)["Location"].startswith("/sign-in/")


# login_hint


def test_the_hint_stands_in_the_sign_in_form_whether_or_not_anybody_has_that_address(app: App, bruno: User) -> None:
    seen = set()
    for hint in (bruno.email, "bbbbb@aguas.example"):
        client = Client()
        page = client.get(ask(client, app, login_hint=hint)["Location"])
        content = page.content.decode()
        assert f'value="{hint}"' in content
        seen.add((page.status_code, content.count(hint), len(page.context["form"].fields)))
    assert len(seen) == 1


@pytest.mark.parametrize("hint", ["+598 99 123", "<b>x</b>@", "x", "a" * 300 + "@aguas.example"])
def test_what_is_no_address_is_no_hint(app: App, bruno: User, consent: Authorization, hint: str) -> None:
    assert hint_in(ask(Client(), app, login_hint=hint)) is None
    assert "code" in answer(ask(browser(bruno), app, login_hint=hint))


@pytest.mark.parametrize("hint", ["ana@aguas.example", "nobody@elsewhere.example"])
def test_a_hint_at_somebody_else_shows_the_page_with_the_way_to_switch(
    app: App, bruno: User, ana: User, consent: Authorization, hint: str
) -> None:
    content = ask(browser(bruno), app, login_hint=hint).content.decode()
    assert f"The app expects {hint}, but you are signed in as Bruno Sosa." in content
    assert "Sign in as somebody else" in content


def test_a_user_of_another_account_is_offered_the_switch(app: App, carla: User) -> None:
    page = ask(browser(carla), app)
    assert page.status_code == 404
    assert "Not Carla Vega? Sign in as somebody else" in page.content.decode()


# ui_locales


@pytest.mark.parametrize(("locales", "language"), [("fr pt-BR es", "pt-br"), ("pt", "pt-br"), ("ES-uy", "es")])
def test_the_pages_speak_the_first_language_of_the_app_that_they_know(
    app: App, bruno: User, locales: str, language: str
) -> None:
    assert f'lang="{language}"' in ask(browser(bruno), app, ui_locales=locales).content.decode()
    client = Client()
    assert f'lang="{language}"' in client.get(ask(client, app, ui_locales=locales)["Location"]).content.decode()


@pytest.mark.parametrize("locales", ["fr", "x" * 600, "../..", "fr " * 50 + "es"])
def test_a_language_that_nobody_knows_changes_nothing(app: App, bruno: User, locales: str) -> None:
    assert 'lang="en"' in ask(browser(bruno), app, ui_locales=locales).content.decode()


def test_the_language_that_somebody_chose_stays(app: App, bruno: User) -> None:
    User.objects.filter(pk=bruno.pk).update(language="en")
    assert 'lang="en"' in ask(browser(bruno), app, ui_locales="es").content.decode()
    client = Client()
    client.post("/language/", {"language": "en"})
    assert 'lang="en"' in client.get(ask(client, app, ui_locales="es")["Location"]).content.decode()


@pytest.mark.parametrize("asked", [{"max_age": "60"}, {"max_age": "0"}, {"prompt": "login"}])
def test_a_page_that_was_left_open_proves_nothing_any_more(app: App, bruno: User, asked: dict[str, str]) -> None:
    client = sign_in(bruno)
    ask(client, app, **asked)
    client.post("/confirm/", {"password": PASSWORD})
    page = ask(client, app, **asked)
    refused = decide(proved(client, timedelta(minutes=11)), page)
    assert (refused.status_code, "Location" in refused) == (400, False)
    assert not AuthorizationCode.objects.exists()
    page = ask(client, app, prompt=None)
    assert "code" in answer(decide(client, page)), "who asks for no proof waits as long as the session"
