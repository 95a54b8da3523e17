"""What must be done before anything else opens: a password that is too old, a second step that is demanded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import Account, Role, User
from apps.accounts.security_policy import ROLES, TwoStepFor
from apps.settings.errors import PROGRAMS
from apps.settings.people.duties import ALWAYS_OPEN, NEW_PASSWORD, SECOND_STEP
from tests.addresses import every_address
from tests.api.helpers import Program, token_for
from tests.conftest import sign_in
from tests.factories import PASSWORD, UserFactory
from tests.settings.conftest import HTMX
from tests.two_step import code_of, with_app

pytestmark = pytest.mark.django_db

REQUIRED, CHANGE, APP = "/my-security/required/", "/password/change/", "/my-security/authenticator-app/"
NEW = "another quite long sentence"


def demand(account: Account, of: str = "everybody") -> None:
    Account.objects.filter(pk=account.pk).update(two_step_for=of)


def expire(user: User) -> None:
    assert user.account
    Account.objects.filter(pk=user.account.pk).update(password_days=90)
    User.objects.filter(pk=user.pk).update(password_set_at=timezone.now() - timedelta(days=91))


def change_password(client: Client) -> Any:
    return client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


@pytest.mark.parametrize(("duty", "led_to"), [("second step", REQUIRED), ("password", CHANGE)])
def test_until_it_is_done_no_other_address_opens(ana: User, account: Account, duty: str, led_to: str) -> None:
    client = sign_in(ana)
    demand(account) if duty == "second step" else expire(ana)
    own = SECOND_STEP if duty == "second step" else NEW_PASSWORD
    asked = 0
    for address in every_address():
        if address.name in ALWAYS_OPEN or own.opens(address.name):
            continue
        # No row is needed: nobody comes as far as looking for one.
        path = reverse(address.name, kwargs=dict.fromkeys(address.needs, 1))
        if path.startswith((*PROGRAMS, "/api")):
            continue
        for ask in (client.get, client.post):
            answer = ask(path)
            assert (answer.status_code, answer.headers.get("Location")) == (302, led_to), path
            asked += 1
    assert asked > 60


def test_language_theme_and_sign_out_stay_open(ana: User, account: Account) -> None:
    demand(account)
    client = sign_in(ana)
    assert client.post("/language/", {"language": "en"})["Location"] != REQUIRED
    assert client.post("/theme/", {"theme": "dark"})["Location"] != REQUIRED
    assert client.post("/sign-out/")["Location"] == "/sign-in/"


def test_a_panel_is_led_there_with_the_whole_window(ana: User, account: Account) -> None:
    demand(account)
    answer = sign_in(ana).get("/settings/user-accounts/accounts/add/", headers=HTMX)
    assert answer.headers["HX-Redirect"] == REQUIRED


def test_setting_it_up_opens_everything_and_leads_on(ana: User, account: Account) -> None:
    demand(account)
    client = sign_in(ana)
    wanted = reverse("settings:security_two_step")
    assert client.get(wanted)["Location"] == REQUIRED
    secret = client.get(APP).context["secret"]
    shown = client.post(APP, {"code": code_of(secret)})
    assert shown.context["done_url"] == wanted
    assert client.get(wanted).status_code == 200


def test_whoever_has_it_notices_nothing(ana: User, account: Account) -> None:
    secret, _recovery = with_app(ana)
    demand(account)
    client = Client()
    client.post("/sign-in/", {"login": ana.email, "password": PASSWORD})
    client.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert client.get("/my-sessions/").status_code == 200


def test_it_costs_one_query_in_each_session(ana: User, account: Account) -> None:
    client = sign_in(ana)
    client.get("/my-sessions/")
    before = queries_of(client)
    with_app(ana)
    demand(account)
    assert queries_of(client) > before
    assert queries_of(client) == before


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/my-sessions/").status_code == 200
    return len(asked)


@pytest.mark.parametrize("demanded", TwoStepFor.values)
@pytest.mark.parametrize("role", [Role.SUPER_ADMINISTRATOR, Role.ADMINISTRATOR, Role.READ_ONLY])
def test_the_account_says_who_must_have_it(account: Account, demanded: str, role: str) -> None:
    demand(account, demanded)
    client = sign_in(UserFactory.create(account=account, role=role))
    led = client.get("/my-sessions/").headers.get("Location") == REQUIRED
    assert led == (role in ROLES[TwoStepFor(demanded)])


def test_programs_of_the_account_go_on(account: Account, ana: User) -> None:
    token = token_for(account)
    demand(account)
    expire(ana)
    assert Program(token).get("/api/items").status_code == 200


def test_operators_must_have_it_where_the_installation_says_so(operator: User, settings: Settings) -> None:
    client = sign_in(operator)
    assert client.get("/my-sessions/").status_code == 200
    settings.TWO_STEP_FOR = "super_administrators"
    assert client.get("/my-sessions/")["Location"] == REQUIRED


def test_a_new_account_begins_with_what_the_installation_says(settings: Settings) -> None:
    settings.TWO_STEP_FOR = "administrators"
    assert Account().two_step_for == "administrators"


def test_an_old_password_is_changed_first_and_then_everything_opens(bruno: User) -> None:
    expire(bruno)
    client = sign_in(bruno)
    assert client.get("/my-sessions/")["Location"] == CHANGE
    assert client.get(CHANGE).context["must_change"]
    assert change_password(client)["Location"] == "/my-sessions/"
    assert client.get("/my-sessions/").status_code == 200


def test_a_password_that_is_too_short_alone_is_changed_once_the_second_step_is_gone(bruno: User) -> None:
    User.objects.filter(pk=bruno.pk).update(password_needs_two_step=True)
    client = sign_in(bruno)
    assert client.get("/my-sessions/")["Location"] == CHANGE
    change_password(client)
    assert client.get("/my-sessions/").status_code == 200
    assert not User.objects.get(pk=bruno.pk).password_needs_two_step
