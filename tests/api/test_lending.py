"""`api_connections:*`: only what a Super Administrator lends a consumer by name, while both still stand."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts import services as accounts
from apps.accounts.models import Account, Role, User
from apps.connections.models import AccessToken, Authorization, Consumer
from apps.connections.services import consumers
from apps.connections.services.authorizations import grant_authorization
from apps.connections.services.revoking import revoke_authorizations
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, lent_token, new_access_token
from tests.conftest import sign_in
from tests.factories import (
    TESTER,
    GroupFactory,
    UserFactory,
    new_api_key,
    new_code_consumer,
    new_consumer,
)
from tests.oauth import flow

VIEW = "api_connections:view"
EVERY = [f"api_connections:{action}" for action in ("view", "add", "edit", "delete", "reports")]

pytestmark = pytest.mark.django_db


def status_of(plain: str) -> int:
    return int(Program(plain).get("/api/consumers").status_code)


def manager(account: Account, **fields: Any) -> Any:
    return new_code_consumer(account, may_manage_connections=True, **fields)


def test_R146_R110_it_is_lent_by_a_super_administrator(ana: User) -> None:
    program = Program(lent_token(ana, [VIEW]))
    assert program.get("/api/consumers").status_code == 200
    assert program.post("/api/consumers", {}).status_code == 403
    assert program.get("/api/me").json()["data"]["permissions"] == [VIEW]


def test_R146_R107_a_group_gives_it_to_nobody_even_when_it_says_so(account: Account, ana: User, bruno: User) -> None:
    group = GroupFactory.create(account=account, permissions=EVERY)
    assert status_of(new_access_token(new_consumer(account, permission_group=group).owner)) == 403
    app = new_code_consumer(account, permission_group=group).owner
    assert status_of(new_access_token(app, user=ana, scope=VIEW)) == 403
    custom = UserFactory.create(account=account, role=Role.CUSTOM, permission_group=group)
    assert status_of(lent_token(custom, EVERY)) == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.READ_ONLY, Role.CUSTOM])
def test_R146_R108_nobody_else_can_lend_it(account: Account, role: str) -> None:
    group = GroupFactory.create(account=account, permissions=["items:view"])
    user = UserFactory.create(account=account, role=role, permission_group=group if role == Role.CUSTOM else None)
    assert status_of(lent_token(user, EVERY)) == 403


def test_R146_a_signature_does_not_carry_it(account: Account) -> None:
    made = new_api_key(account)
    response = Signer(made.owner.key, made.plain).call("GET", "/api/consumers")
    assert (response.status_code, response.json()["code"]) == (403, "permission_missing")


def test_R146_a_session_in_the_browser_does_not_carry_it(ana: User) -> None:
    assert sign_in(ana).get("/api/consumers").status_code in (401, 403)
    assert sign_in(ana).post("/api/api_key", {}).status_code in (401, 403)


def test_R146_R019_everything_is_never_said_of_it(account: Account, ana: User) -> None:
    app = manager(account).owner
    assert status_of(new_access_token(app, user=ana, scope="api")) == 403
    plain = new_access_token(app, user=ana, scope="api")
    AccessToken.objects.filter(application=app).update(scope=f"api {VIEW}")
    assert status_of(plain) == 403
    assert status_of(new_access_token(app, user=ana, scope=f"api {VIEW}")) == 200


def switch_it_off(consumer: Consumer, owner: User) -> None:
    consumers.update_consumer(consumer=consumer, may_manage_connections=False, by=TESTER)


def step_down(consumer: Consumer, owner: User) -> None:
    UserFactory.create(account=consumer.account, role=Role.SUPER_ADMINISTRATOR)
    accounts.update_user(user=owner, role=Role.ADMINISTRATOR, by=TESTER)


def agree_to_less(consumer: Consumer, owner: User) -> None:
    grant_authorization(consumer=consumer, user=owner, scopes=["items:view"], by=TESTER)


@pytest.mark.parametrize("withdraw", [switch_it_off, step_down, agree_to_less])
def test_R109_it_is_over_at_the_next_call(ana: User, withdraw: Callable[[Consumer, User], None]) -> None:
    plain = lent_token(ana, [VIEW, "items:view"])
    assert status_of(plain) == 200
    withdraw(Consumer.objects.get(), ana)
    assert status_of(plain) == 403
    assert Program(plain).get("/api/items").status_code == 200


def test_R109_a_revoked_consent_lends_nothing(ana: User) -> None:
    plain = lent_token(ana, [VIEW])
    revoke_authorizations(authorizations=Authorization.objects.filter(user=ana), by=TESTER)
    assert status_of(plain) == 401


@pytest.mark.parametrize("kind", [{"client_type": "public"}, {}])
def test_R146_it_is_off_for_every_consumer_and_stays_off_for_some(account: Account, kind: dict[str, str]) -> None:
    assert not new_code_consumer(account, **kind).owner.may_manage_connections
    robot = new_consumer(account, may_manage_connections=True).owner
    public = manager(account, client_type="public").owner
    assert (robot.may_manage_connections, public.may_manage_connections) == (False, False)


# --- asking for it ---------------------------------------------------------------------------------------------------


def asked(user: User, app: flow.App, scope: str) -> Any:
    return flow.ask(sign_in(user), app, scope=scope)


def test_R019_a_consumer_must_be_allowed_to_ask(account: Account, ana: User) -> None:
    assert flow.answer(asked(ana, new_code_consumer(account), VIEW))["error"] == "invalid_scope"
    assert flow.token(new_consumer(account), scope=VIEW).json()["error"] == "invalid_scope"


def test_R108_only_a_super_administrator_is_asked(account: Account, bruno: User) -> None:
    assert flow.answer(asked(bruno, manager(account), VIEW))["error"] == "invalid_scope"
    page = asked(bruno, manager(account), f"items:view {VIEW}")
    assert VIEW not in page.content.decode()


def test_R024_the_page_warns_and_nothing_is_ticked(account: Account, ana: User) -> None:
    app = manager(account)
    client = sign_in(ana)
    page = flow.ask(client, app, scope=f"items:view {VIEW}")
    assert "Only a Super Administrator can allow this" in page.content.decode()
    choices = {c.scope: (c.is_ticked, c.is_required) for group in page.context["form"].groups for c in group.choices}
    assert choices == {"items:view": (True, False), VIEW: (False, False)}
    token = flow.redeem(app, flow.answer(flow.decide(client, page))["code"]).json()
    assert token["scope"] == "items:view"


def test_R026_what_the_app_calls_required_still_has_to_be_ticked(account: Account, ana: User) -> None:
    client = sign_in(ana)
    page = flow.ask(client, manager(account), scope=f"items:view items:add {VIEW}", optional_scope="items:add")
    choices = {c.scope: (c.is_ticked, c.is_required) for group in page.context["form"].groups for c in group.choices}
    assert choices[VIEW] == (False, False)


def test_R108_what_is_ticked_is_lent_and_renewed(account: Account, ana: User) -> None:
    app, client = manager(account), sign_in(ana)
    page = flow.ask(client, app, scope=f"api {VIEW}")
    everything = ["items:view", "items:add", "items:edit", VIEW]
    token = flow.redeem(app, flow.answer(flow.decide(client, page, scope=everything))["code"]).json()
    assert set(token["scope"].split()) == set(everything)
    assert status_of(token["access_token"]) == 200
    again = flow.refresh(app, token["refresh_token"]).json()
    assert status_of(again["access_token"]) == 200
    assert VIEW in flow.introspect(app, again["access_token"])["scope"]


def test_R146_R023_it_is_asked_for_each_time(account: Account, ana: User) -> None:
    app = manager(account)
    grant_authorization(consumer=app.owner, user=ana, scopes=["items:view", VIEW], by=TESTER)
    client = sign_in(ana)
    assert "code" in flow.answer(flow.ask(client, app, scope="items:view"))
    assert flow.ask(client, app, scope=f"items:view {VIEW}").status_code == 200
    silent = flow.ask(client, app, scope=f"items:view {VIEW}", prompt="none")
    assert flow.answer(silent)["error"] == "consent_required"


def test_R146_R140_whoever_lends_it_has_just_proved_who_they_are(account: Account, ana: User) -> None:
    app = manager(account)
    # A session without any proof.
    page = flow.ask(flow.browser(ana), app, scope=VIEW)
    assert (page.status_code, page["Location"].partition("?")[0]) == (302, "/confirm/")
