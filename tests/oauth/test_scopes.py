import pytest

from apps.accounts.models import Account, PermissionGroup, User
from apps.connections.models import AccessToken
from apps.connections.scopes import every_scope
from tests.factories import GroupFactory, new_consumer
from tests.oauth.flow import App, answer, ask, browser, token, tokens


@pytest.mark.parametrize("scope", ["", "api", "api items:view"])
def test_R019_no_scope_and_api_mean_everything_that_the_group_grants(robot: App, scope: str) -> None:
    assert token(robot, scope=scope).json()["scope"] == "api"
    assert AccessToken.objects.get().scope == "api"


def test_R019_named_scopes_narrow_the_token(robot: App) -> None:
    assert token(robot, scope="items:view items:add items:view").json()["scope"] == "items:add items:view"


@pytest.mark.parametrize(
    "scope", ["items:delete", "nothing", "items:view nothing", "api nothing", "items:view  items:add"]
)
def test_R019_an_unknown_or_not_granted_scope_is_invalid(robot: App, scope: str) -> None:
    response = token(robot, scope=scope)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_scope")


def test_R019_a_scope_of_a_disabled_module_is_invalid(robot: App, account: Account) -> None:
    account.enabled_modules = []
    account.save()
    assert token(robot, scope="items:view").json()["error"] == "invalid_scope"
    assert token(robot).json()["scope"] == "api"


def test_R019_the_settings_of_the_connections_are_no_scope(account: Account) -> None:
    assert "api_connections:view" not in every_scope()
    assert token(new_consumer(account), scope="api_connections:view").json()["error"] == "invalid_scope"


@pytest.mark.parametrize("scope", [None, "api"])
def test_R108_an_app_for_users_gets_the_names_of_what_both_may_do(app: App, bruno: User, scope: str | None) -> None:
    assert tokens(app, bruno, scope=scope)["scope"] == "items:edit items:view"


def test_R108_a_user_is_only_asked_for_what_they_may_do_themselves(app: App, bruno: User) -> None:
    assert tokens(app, bruno, scope="items:view items:add")["scope"] == "items:view"


def test_R019_an_app_that_asks_for_nothing_the_user_holds_is_told(app: App, bruno: User) -> None:
    assert answer(ask(browser(bruno), app, scope="items:add"))["error"] == "invalid_scope"


def test_R019_R108_an_app_cannot_ask_a_user_for_more_than_its_group(
    app: App, ana: User, technicians: PermissionGroup
) -> None:
    app.owner.permission_group = GroupFactory.create(account=app.owner.account, permissions=["items:view"])
    app.owner.save()
    assert answer(ask(browser(ana), app, scope="items:edit"))["error"] == "invalid_scope"
    assert tokens(app, ana)["scope"] == "items:view"
