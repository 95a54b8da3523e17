import re
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from apps.accounts.services import update_account
from apps.accounts.services.groups import update_group
from apps.audit.models import Transaction
from apps.connections.models import Authorization, AuthorizationCode
from apps.connections.services import enabling
from apps.connections.services.authorizations import grant_authorization
from apps.connections.services.revoking import revoke_authorizations
from tests.conftest import sign_in
from tests.factories import TESTER, new_code_consumer
from tests.oauth.flow import STATE, App, answer, ask, browser, decide, redeem, request_of
from tests.pictures import png


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_R024_it_says_who_asks_as_whom_and_for_what(app: App, bruno: User) -> None:
    page = ask(browser(bruno), app)
    text = text_of(page)
    assert page.status_code == 200
    for words in (
        "Field planner asks for access", "Plans the rounds of the technicians", "Bruno Sosa (bruno@aguas.example)",
        "Aguas del Valle - 477", "app.example", "My app authorizations", "30 days",
    ):  # fmt: skip
        assert words in text
    assert re.search(r"Items View : read what is there Edit : change what is there", text)
    assert "Add" not in text
    assert "Delete" not in text


def test_the_account_s_logo_stands_beside_its_name(app: App, bruno: User, account: Account) -> None:
    key = update_account(account=account, by=TESTER, logo=png(60, 20), logo_alt="Gota azul").logo
    page = ask(browser(bruno), app).content.decode()
    assert f'<dd><img class="logo" src="/logo/{key}" alt="Gota azul"> Aguas del Valle - 477</dd>' in page


def test_each_permission_is_a_box_that_is_ticked_at_first(app: App, bruno: User) -> None:
    content = ask(browser(bruno), app).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="scope" value="([^"]+)" checked>', content)
    assert boxes == ["items:view", "items:edit"]


def test_allow_and_deny_look_the_same(app: App, bruno: User) -> None:
    content = ask(browser(bruno), app).content.decode()
    buttons = re.findall(r'<button ([^>]*) name="decision" value="(?:deny|allow)">', content)
    assert len(buttons) == 2
    assert len(set(buttons)) == 1


def test_R027_R029_the_page_may_send_its_form_to_the_callback_and_nowhere_else(app: App, bruno: User) -> None:
    policy = ask(browser(bruno), app)["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["form-action"] == "'self' https://app.example"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_R027_R028_the_page_is_never_kept(app: App, bruno: User) -> None:
    page = ask(browser(bruno), app)
    assert page["Cache-Control"] == "no-store"
    assert page["X-Frame-Options"] == "DENY"


def test_R125_allowing_is_recorded_with_the_user_and_the_permissions(app: App, bruno: User) -> None:
    client = browser(bruno)
    decide(client, ask(client, app))
    recorded = Transaction.objects.get(action="authorization_granted")
    assert (recorded.actor_kind, recorded.actor_email, recorded.address) == ("user", bruno.email, "127.0.0.1")
    assert recorded.changes == {"permissions": [[], ["items:edit", "items:view"]]}


def test_R007_denying_tells_the_app_and_issues_nothing(app: App, bruno: User) -> None:
    client = browser(bruno)
    back = answer(decide(client, ask(client, app), "deny"))
    assert back["error"] == "access_denied"
    assert back["state"] == STATE
    assert back["iss"] == "http://localhost"
    assert not Authorization.objects.exists()
    assert not AuthorizationCode.objects.exists()


def test_what_is_unticked_is_not_granted(app: App, bruno: User) -> None:
    client = browser(bruno)
    plain = answer(decide(client, ask(client, app), scope=["items:view"]))["code"]
    assert redeem(app, plain).json()["scope"] == "items:view"
    assert Authorization.objects.get().scopes == {"items:view"}


def test_at_least_one_permission_must_be_ticked(app: App, bruno: User) -> None:
    client = browser(bruno)
    page = decide(client, ask(client, app), scope=[])
    assert page.status_code == 200
    assert "Tick at least one permission, or deny." in text_of(page)
    assert not Authorization.objects.exists()
    assert "code" in answer(decide(client, page, scope=["items:view"]))


def test_R026_nothing_can_be_ticked_that_was_not_offered(app: App, bruno: User) -> None:
    client = browser(bruno)
    page = decide(client, ask(client, app, scope="items:view"), scope=["items:view", "items:edit"])
    assert page.status_code == 200
    assert not Authorization.objects.exists()


def test_R026_no_other_field_of_the_form_changes_anything(app: App, bruno: User, account: Account) -> None:
    other = new_code_consumer(account, redirect_uris="https://evil.example/callback")
    client = browser(bruno)
    forged = request_of(other, redirect_uri="https://evil.example/callback", state="forged", code_challenge="x" * 43)
    forged.pop("response_type")
    back = answer(decide(client, ask(client, app), **forged))
    assert back["state"] == STATE
    assert redeem(app, back["code"]).status_code == 200


def test_R026_neither_does_the_address_that_the_form_is_sent_to(app: App, bruno: User) -> None:
    client = browser(bruno)
    page = ask(client, app)
    form = {"request": page.context["request_id"], "scope": ["items:view"], "decision": "allow"}
    response = client.post("/oauth/authorize?redirect_uri=https://evil.example/&state=forged", form)
    assert answer(response)["state"] == STATE


def test_R026_an_answer_is_taken_once(app: App, bruno: User) -> None:
    client = browser(bruno)
    page = ask(client, app)
    decide(client, page)
    again = decide(client, page)
    assert again.status_code == 400
    assert "answered already" in text_of(again)


def test_R026_an_answer_without_a_page_is_taken_from_nobody(app: App, bruno: User, ana: User) -> None:
    page = ask(browser(bruno), app)
    assert decide(browser(ana), page).status_code == 400
    assert browser(bruno).post("/oauth/authorize", {"decision": "allow", "scope": "items:view"}).status_code == 400


def test_R025_only_a_form_of_this_site_is_an_answer(app: App, bruno: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bruno)
    assert decide(client, ask(client, app)).status_code == 403


def test_two_pages_can_be_open_at_once(app: App, bruno: User) -> None:
    client = browser(bruno)
    one, two = ask(client, app, state="one"), ask(client, app, state="two")
    assert answer(decide(client, one))["state"] == "one"
    assert answer(decide(client, two))["state"] == "two"


def test_the_session_does_not_grow_with_every_page(app: App, bruno: User) -> None:
    client = browser(bruno)
    pages = [ask(client, app) for _ in range(12)]
    assert len(client.session["oauth_pending"]) == 10
    assert decide(client, pages[0]).status_code == 400
    assert decide(client, pages[-1]).status_code == 302


def test_consent_is_remembered_for_the_same_or_fewer_permissions(app: App, bruno: User) -> None:
    client = browser(bruno)
    decide(client, ask(client, app))
    assert answer(ask(client, app))["state"] == STATE
    back = answer(ask(client, app, scope="items:view"))
    assert redeem(app, back["code"]).json()["scope"] == "items:view"
    assert Transaction.objects.filter(action="authorization_granted").count() == 1


def test_R023_more_permissions_are_asked_again_and_add_to_what_was_agreed(app: App, bruno: User) -> None:
    client = browser(bruno)
    decide(client, ask(client, app, scope="items:view"))
    page = ask(client, app, scope="items:edit")
    assert page.status_code == 200
    assert redeem(app, answer(decide(client, page))["code"]).json()["scope"] == "items:edit"
    assert Authorization.objects.get().scopes == {"items:view", "items:edit"}


def test_what_is_new_is_marked_beside_what_was_agreed_before(app: App, bruno: User) -> None:
    client = browser(bruno)
    first = ask(client, app, scope="items:view")
    assert "You allowed this app before" not in text_of(first)
    decide(client, first)
    text = text_of(ask(client, app))
    assert "What is marked “New” it asks for the first time." in text
    assert re.search(r"View : read what is there Edit : change what is there New", text)
    assert "It asks for nothing new." in text_of(ask(client, app, scope="items:view", prompt="consent"))


def test_unticking_what_was_agreed_before_takes_it_back(app: App, bruno: User) -> None:
    client = browser(bruno)
    decide(client, ask(client, app, scope="items:view"))
    decide(client, ask(client, app), scope=["items:edit"])
    assert Authorization.objects.get().scopes == {"items:edit"}


def test_R023_revoked_consent_is_asked_again(app: App, bruno: User) -> None:
    client = browser(bruno)
    decide(client, ask(client, app))
    revoke_authorizations(authorizations=Authorization.objects.all(), by=TESTER)
    assert ask(client, app).status_code == 200


def test_R023_consent_to_a_public_app_is_never_remembered(phone_app: App, bruno: User) -> None:
    client = browser(bruno)
    decide(client, ask(client, phone_app))
    assert ask(client, phone_app).status_code == 200


@pytest.mark.parametrize(
    "trick",
    [
        {"approval_prompt": "auto"}, {"approval_prompt": "none"}, {"skip_authorization": "1"}, {"prompt": "consent"},
        {"decision": "allow"}, {"allow": "true"}, {"login_hint": "bruno@aguas.example"}, {"max_age": "x"},
    ],
)  # fmt: skip
def test_R023_no_parameter_skips_the_page(app: App, bruno: User, trick: dict[str, str]) -> None:
    page = ask(browser(bruno), app, **trick)
    if page.status_code == 302:
        assert answer(page)["error"] == "invalid_request"
    else:
        assert "decision" in page.content.decode()
    assert not AuthorizationCode.objects.exists()


def test_R023_the_consent_of_somebody_else_counts_for_nobody(app: App, bruno: User, ana: User) -> None:
    grant_authorization(consumer=app.owner, user=ana, scopes=["items:view", "items:edit"], by=TESTER)
    assert ask(browser(bruno), app).status_code == 200


def test_R018_a_consumer_that_is_disabled_before_the_answer_gets_none(app: App, bruno: User) -> None:
    client = browser(bruno)
    page = ask(client, app)
    enabling.disable_consumer(consumer=app.owner, by=TESTER)
    assert decide(client, page).status_code == 400
    assert not AuthorizationCode.objects.exists()


def test_R026_the_page_is_shown_anew_when_less_can_be_agreed_to_by_now(app: App, ana: User) -> None:
    client = browser(ana)
    page = ask(client, app)
    group = app.owner.permission_group
    update_group(group=group, permissions=["items:view"], by=TESTER)
    again = decide(client, page)
    assert again.status_code == 200
    assert not Authorization.objects.exists()
    assert redeem(app, answer(decide(client, again))["code"]).json()["scope"] == "items:view"


@pytest.mark.parametrize("scope", ["items:view", None])
def test_R104_a_user_of_another_account_gets_a_page_and_the_app_nothing(
    app: App, carla: User, scope: str | None
) -> None:
    page = ask(browser(carla), app, scope=scope)
    assert page.status_code == 404
    assert "Location" not in page
    assert "Field planner" not in page.content.decode()
    assert "Aguas" not in page.content.decode()


def test_R104_an_operator_cannot_authorize_even_inside_the_account(app: App, operator: User) -> None:
    client = browser(operator)
    session = client.session
    session["entered_account"] = app.owner.account.pk
    session.save()
    assert ask(client, app).status_code == 404


def test_R008_who_is_not_signed_in_signs_in_and_comes_back(app: App, bruno: User) -> None:
    client = Client()
    to_sign_in = ask(client, app)
    assert to_sign_in.status_code == 302
    assert to_sign_in["Location"].startswith("/sign-in/?next=/oauth/authorize%3F")
    form = {"login": bruno.email, "password": "correct horse battery staple"}
    back = client.post(to_sign_in["Location"], form)
    page = client.get(back["Location"])
    assert answer(decide(client, page))["state"] == STATE


def test_a_browser_that_comes_from_sign_in_loads_one_page_before_it_leaves(app: App, bruno: User) -> None:
    grant_authorization(consumer=app.owner, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)
    anonymous = Client()
    address = ask(anonymous, app)["Location"]
    form = {"login": bruno.email, "password": "correct horse battery staple"}
    page = anonymous.get(anonymous.post(address, form)["Location"])
    assert page.status_code == 200
    assert '<meta http-equiv="refresh" content="0">' in page.content.decode()
    assert not AuthorizationCode.objects.exists()
    assert "code" in answer(ask(anonymous, app))


def test_the_page_speaks_the_users_language(app: App, bruno: User) -> None:
    bruno.language = "es"
    bruno.save()
    assert 'lang="es"' in ask(sign_in(bruno), app).content.decode()
