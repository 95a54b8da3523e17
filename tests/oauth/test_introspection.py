from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.accounts.services import deactivate_user
from apps.connections.models import AccessToken, Authorization
from apps.connections.services import enabling
from apps.connections.services.revoking import revoke_authorizations
from tests.factories import TESTER, new_consumer
from tests.oauth.flow import App, basic, code, introspect, is_active, post, refresh, token, tokens


@pytest.fixture
def guard(account: Account) -> App:
    """A gateway in front of the account's other programs, which asks about every token that it sees."""
    return new_consumer(account, name="Gateway", is_resource_server=True)


def test_R056_a_token_of_a_program_is_described(robot: App) -> None:
    claims = introspect(robot, token(robot, scope="items:view").json()["access_token"])
    issued, expires = claims.pop("iat"), claims.pop("exp")
    assert expires - issued in (7199, 7200)
    assert abs(issued - timezone.now().timestamp()) < 5
    assert claims == {
        "active": True, "scope": "items:view", "client_id": robot.owner.client_id, "token_type": "Bearer",
        "sub": robot.owner.client_id, "iss": "http://localhost", "aud": "http://localhost",
    }  # fmt: skip


def test_R056_a_token_of_a_user_names_the_user(app: App, bruno: User) -> None:
    claims = introspect(app, tokens(app, bruno)["access_token"])
    assert claims["username"] == bruno.email
    assert claims["sub"] == str(bruno.pk)


def test_R058_a_consumer_may_ask_about_its_own_tokens_only(app: App, robot: App, bruno: User) -> None:
    plain = tokens(app, bruno)["access_token"]
    assert introspect(app, plain)["active"] is True
    assert introspect(robot, plain) == {"active": False}


def test_R058_a_resource_server_may_ask_about_every_token_of_its_account(
    app: App, robot: App, guard: App, bruno: User
) -> None:
    for owner, plain in ((app, tokens(app, bruno)["access_token"]), (robot, token(robot).json()["access_token"])):
        claims = introspect(guard, plain)
        assert (claims["active"], claims["client_id"], claims["aud"]) == (
            True,
            owner.owner.client_id,
            "http://localhost",
        )


def test_R058_a_resource_server_of_another_account_is_told_nothing(robot: App, other_account: Account) -> None:
    stranger = new_consumer(other_account, is_resource_server=True)
    assert introspect(stranger, token(robot).json()["access_token"]) == {"active": False}


def test_R056_only_a_living_access_token_is_active(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    rotated = refresh(app, issued["refresh_token"]).json()
    for plain in ("x", "cnxat_" + "0" * 49, issued["access_token"], rotated["refresh_token"], code(app, bruno)):
        assert introspect(app, plain) == {"active": False}


def test_R056_an_expired_token_is_not_active(robot: App) -> None:
    plain = token(robot).json()["access_token"]
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert introspect(robot, plain) == {"active": False}


def test_R056_a_token_falls_with_the_consent_the_user_and_the_consumer(
    app: App, guard: App, ana: User, bruno: User
) -> None:
    of_ana, of_bruno = tokens(app, ana)["access_token"], tokens(app, bruno)["access_token"]
    revoke_authorizations(authorizations=Authorization.objects.filter(user=ana), by=TESTER)
    assert not is_active(guard, of_ana)
    assert is_active(guard, of_bruno)
    deactivate_user(user=bruno, by=TESTER)
    assert not is_active(guard, of_bruno)
    other = new_consumer(app.owner.account)
    plain = token(other).json()["access_token"]
    assert is_active(guard, plain)
    enabling.disable_consumer(consumer=other.owner, by=TESTER)
    assert not is_active(guard, plain)


def test_R056_a_public_app_may_not_ask(phone_app: App, robot: App) -> None:
    asked = {"token": token(robot).json()["access_token"], "client_id": phone_app.owner.client_id}
    response = post("/oauth/introspect", asked)
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})


def test_R056_a_bearer_token_is_no_way_to_ask(robot: App) -> None:
    plain = token(robot).json()["access_token"]
    response = post("/oauth/introspect", {"token": plain}, {"Authorization": f"Bearer {plain}"})
    assert response.status_code == 401


def test_R033_without_a_token_the_request_is_invalid(robot: App) -> None:
    response = post("/oauth/introspect", {}, basic(robot.owner.client_id, robot.plain))
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
