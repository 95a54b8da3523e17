from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, User
from apps.connections.models import AccessToken, Authorization
from tests.factories import new_code_consumer, new_consumer
from tests.oauth.flow import App, basic, code, is_active, post, redeem, refresh, token, tokens


def revoke(app: App, plain: str, **parameters: str) -> Any:
    return post("/oauth/revoke_token", {"token": plain} | parameters, basic(app.owner.client_id, app.plain))


def test_R054_the_answer_is_empty_json(robot: App) -> None:
    response = revoke(robot, token(robot).json()["access_token"])
    assert (response.status_code, response.json(), response["Content-Type"]) == (200, {}, "application/json")
    assert response["Cache-Control"] == "no-store"


def test_R054_a_revoked_token_is_dead_at_once(robot: App) -> None:
    plain, other = token(robot).json()["access_token"], token(robot).json()["access_token"]
    revoke(robot, plain)
    assert not is_active(robot, plain)
    assert is_active(robot, other)


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [{}, {"token_type_hint": "access_token"}, {"token_type_hint": "nonsense"}])
def test_R054_any_token_of_a_family_ends_all_of_it(app: App, bruno: User, kind: str, hint: dict[str, str]) -> None:
    issued, other = tokens(app, bruno), tokens(app, bruno)
    assert revoke(app, issued[kind], **hint).status_code == 200
    assert not is_active(app, issued["access_token"])
    assert refresh(app, issued["refresh_token"]).json() == {"error": "invalid_grant"}
    assert is_active(app, other["access_token"])
    assert Authorization.objects.get().is_live


def test_R054_an_unknown_token_is_revoked_as_well_as_any(robot: App) -> None:
    for plain in ("x", "cnxat_" + "0" * 49):
        assert revoke(robot, plain).status_code == 200


def test_R055_nobody_revokes_the_token_of_another(app: App, robot: App, bruno: User, other_account: Account) -> None:
    issued = tokens(app, bruno)
    for stranger in (robot, new_consumer(other_account), new_code_consumer(app.owner.account)):
        for kind in ("access_token", "refresh_token"):
            assert revoke(stranger, issued[kind]).status_code == 200
    assert is_active(app, issued["access_token"])
    assert refresh(app, issued["refresh_token"]).status_code == 200


def test_a_public_app_can_sign_its_user_out(phone_app: App, bruno: User) -> None:
    asked = {"grant_type": "authorization_code", "client_id": phone_app.owner.client_id, "code": code(phone_app, bruno)}
    asked |= {"redirect_uri": "https://app.example/callback", "code_verifier": "x"}
    assert post("/oauth/token", asked).status_code == 400
    assert post("/oauth/revoke_token", {"token": "x", "client_id": phone_app.owner.client_id}).status_code == 200


def test_R017_the_client_must_prove_itself(robot: App) -> None:
    plain = token(robot).json()["access_token"]
    response = post("/oauth/revoke_token", {"token": plain, "client_id": robot.owner.client_id})
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
    assert response["WWW-Authenticate"].startswith("Basic ")
    assert is_active(robot, plain)


def test_R033_without_a_token_the_request_is_invalid(robot: App) -> None:
    response = revoke(robot, "")
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_R054_a_revoked_token_is_refused_by_the_very_next_call(robot: App) -> None:
    header = {"Authorization": f"Bearer {token(robot).json()['access_token']}"}
    assert Client().get("/api/items", headers=header).status_code == 200
    revoke(robot, header["Authorization"].removeprefix("Bearer "))
    assert Client().get("/api/items", headers=header).status_code == 401


def test_R051_a_code_is_no_token_to_revoke(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    assert revoke(app, plain).status_code == 200
    assert redeem(app, plain).status_code == 200
    assert AccessToken.objects.count() == 1
