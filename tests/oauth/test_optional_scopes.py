"""What an app can do without, and what it cannot: `optional_scope`."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.connections.models import Authorization
from apps.connections.services.authorizations import grant_authorization
from tests.factories import TESTER, GroupFactory
from tests.oauth.flow import App, answer, ask, browser, decide, redeem, token


@pytest.fixture
def wide(app: App) -> App:
    """The app, whose group holds more than Bruno's."""
    app.owner.permission_group = GroupFactory.create(
        account=app.owner.account, permissions=["items:view", "items:add", "items:edit", "items:delete"]
    )
    app.owner.save()
    return app


def offered(page: Any) -> dict[str, bool]:
    """Each scope on the page, and whether it is required."""
    assert page.status_code == 200, page
    choices = [choice for group in page.context["form"].groups for choice in group.choices]
    return {choice.scope: choice.is_required for choice in choices}


def granted(app: App, user: User, ticked: list[str], **asked: str) -> str:
    client = browser(user)
    plain = answer(decide(client, ask(client, app, **asked), scope=ticked))["code"]
    scope: str = redeem(app, plain).json()["scope"]
    return scope


def test_without_the_parameter_everything_can_be_unticked(wide: App, ana: User) -> None:
    assert offered(ask(browser(ana), wide, scope="items:view items:edit")) == {"items:view": False, "items:edit": False}


def test_what_is_asked_and_not_optional_is_required(wide: App, ana: User) -> None:
    page = ask(browser(ana), wide, scope="items:view", optional_scope="items:edit items:delete")
    assert offered(page) == {"items:view": True, "items:edit": False, "items:delete": False}
    content = page.content.decode()
    assert content.count(" disabled>") == 1
    assert content.count("(required)") == 1


def test_what_is_asked_and_also_optional_is_optional(wide: App, ana: User) -> None:
    page = ask(browser(ana), wide, scope="items:view items:edit", optional_scope="items:edit")
    assert offered(page) == {"items:view": True, "items:edit": False}


def test_what_is_required_comes_with_allow_and_cannot_be_left_out(wide: App, ana: User) -> None:
    asked = {"scope": "items:view", "optional_scope": "items:edit"}
    assert granted(wide, ana, [], **asked) == "items:view"
    assert granted(wide, ana, ["items:edit"], **asked) == "items:edit items:view"
    assert Authorization.objects.get().scopes == {"items:view", "items:edit"}


def test_R026_nothing_else_can_be_slipped_in(wide: App, ana: User) -> None:
    client = browser(ana)
    page = ask(client, wide, scope="items:view", optional_scope="items:edit")
    assert decide(client, page, scope=["items:delete"]).status_code == 200
    assert not Authorization.objects.exists()


@pytest.mark.parametrize("optional", ["items:fly", "settings:view", "items:add", "items:fly items:delete x"])
def test_R019_optional_scopes_that_cannot_be_had_are_dropped(wide: App, bruno: User, optional: str) -> None:
    for scope in ("items:view", f"items:view {optional}"):
        page = ask(browser(bruno), wide, scope=scope, optional_scope=optional)
        assert offered(page) == {"items:view": True}
    assert "The app needs all of it" in page.content.decode()


@pytest.mark.parametrize("scope", ["items:fly", "items:view items:fly", "items:view items:add"])
def test_R019_required_scopes_that_cannot_be_had_are_refused(wide: App, bruno: User, scope: str) -> None:
    back = answer(ask(browser(bruno), wide, scope=scope, optional_scope="items:edit"))
    assert back["error"] == "invalid_scope"


def test_an_app_may_ask_for_optional_scopes_only(wide: App, bruno: User) -> None:
    asked = {"scope": "items:view items:edit", "optional_scope": "items:view items:edit"}
    assert offered(ask(browser(bruno), wide, **asked)) == {"items:view": False, "items:edit": False}
    assert answer(ask(browser(bruno), wide, scope="items:fly", optional_scope="items:fly"))["error"] == "invalid_scope"


@pytest.mark.parametrize("scope", [None, "api"])
def test_of_everything_all_but_the_optional_is_required(wide: App, bruno: User, scope: str | None) -> None:
    page = ask(browser(bruno), wide, scope=scope, optional_scope="items:edit")
    assert offered(page) == {"items:view": True, "items:edit": False}


def test_consent_is_remembered_when_it_covers_the_optional_ones_too(wide: App, ana: User) -> None:
    grant_authorization(consumer=wide.owner, user=ana, scopes=["items:view"], by=TESTER)
    client = browser(ana)
    assert "code" in answer(ask(client, wide, scope="items:view", optional_scope="items:fly"))
    assert ask(client, wide, scope="items:view", optional_scope="items:edit").status_code == 200


def test_the_parameter_means_nothing_to_a_program_that_acts_for_itself(robot: App) -> None:
    assert token(robot, scope="items:fly", optional_scope="items:fly").json()["error"] == "invalid_scope"
