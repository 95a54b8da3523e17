"""At the OAuth door, what belongs to another account is unknown."""

from __future__ import annotations

import pytest

from apps.accounts.models import Account, User
from apps.connections.models import Authorization, Consumer
from tests.api.helpers import Program
from tests.factories import new_code_consumer
from tests.isolation.strangers import MARK, body_of
from tests.oauth import flow

pytestmark = pytest.mark.django_db


@pytest.fixture
def their_app(other_account: Account) -> flow.App:
    return new_code_consumer(other_account)


def test_R102_a_token_of_another_account_is_told_to_be_dead(ours: Account, bruno: User, their_app: flow.App) -> None:
    app = new_code_consumer(ours)
    issued = flow.tokens(app, bruno)
    assert not flow.is_active(their_app, issued["access_token"])
    assert not flow.is_active(their_app, issued["refresh_token"])
    assert flow.is_active(app, issued["access_token"])


def test_R102_a_token_of_another_account_cannot_be_revoked(ours: Account, bruno: User, their_app: flow.App) -> None:
    app = new_code_consumer(ours)
    issued = flow.tokens(app, bruno)
    for plain in (issued["access_token"], issued["refresh_token"]):
        headers = flow.basic(their_app.owner.client_id, their_app.plain)
        assert flow.post("/oauth/revoke_token", {"token": plain}, headers).status_code == 200
    assert Program(issued["access_token"]).get("/api/items").status_code == 200
    assert flow.refresh(app, issued["refresh_token"]).status_code == 200


def test_R102_R015_a_code_or_refresh_token_of_another_account_gives_nothing(
    ours: Account, bruno: User, their_app: flow.App
) -> None:
    app = new_code_consumer(ours)
    assert flow.redeem(their_app, flow.code(app, bruno)).json()["error"] == "invalid_grant"
    assert flow.refresh(their_app, flow.tokens(app, bruno)["refresh_token"]).json()["error"] == "invalid_grant"


def test_R104_a_user_of_another_account_cannot_authorize_our_consumer(
    ours: Account, carla: User, marks: list[bytes]
) -> None:
    app = Consumer.objects.of(ours).get(name=f"{MARK} app")
    response = flow.browser(carla).get("/oauth/authorize", flow.request_of(flow.App(app, "")))
    assert response.status_code in (400, 403, 404)
    assert not Authorization.objects.filter(user=carla).exists()
    said = app.client_id.encode()
    assert [mark for mark in marks if mark in body_of(response).replace(said, b"")] == []
