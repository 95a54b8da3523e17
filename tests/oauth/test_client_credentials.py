import pytest

from apps.accounts.models import Account
from apps.common.tokens import Prefix, digest, is_well_formed
from apps.connections.models import AccessToken
from tests.factories import new_consumer
from tests.oauth.flow import App, introspect, post, token


def test_R034_a_token_is_given_with_all_that_the_answer_must_hold(robot: App) -> None:
    response = token(robot)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    content = response.json()
    assert is_well_formed(content.pop("access_token"), Prefix.ACCESS_TOKEN)
    assert content == {"token_type": "Bearer", "expires_in": 7200, "scope": "api"}


def test_the_credentials_may_be_in_the_body(robot: App) -> None:
    body = {"client_id": robot.owner.client_id, "client_secret": robot.plain, "grant_type": "client_credentials"}
    assert post("/oauth/token", body).status_code == 200


def test_R119_only_the_digest_of_the_token_is_kept_and_it_belongs_to_the_consumer(robot: App) -> None:
    plain = token(robot).json()["access_token"]
    row = AccessToken.objects.get()
    assert row.token_checksum == digest(plain)
    assert row.application == robot.owner
    assert row.user is None
    assert row.authorization is None
    assert row.token_family is None


def test_each_request_gets_a_token_of_its_own(robot: App) -> None:
    first, second = token(robot).json()["access_token"], token(robot).json()["access_token"]
    assert first != second
    assert introspect(robot, first)["active"]
    assert introspect(robot, second)["active"]


def test_R005_an_app_for_users_gets_no_token_for_itself(app: App) -> None:
    response = token(app)
    assert (response.status_code, response.json()["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize("grant_type", ["authorization_code", "refresh_token"])
def test_R005_a_program_cannot_use_the_grants_of_apps_for_users(robot: App, grant_type: str) -> None:
    response = token(robot, grant_type=grant_type, code="x", refresh_token="x")
    assert (response.status_code, response.json()["error"]) == (400, "unauthorized_client")


@pytest.mark.parametrize(
    "grant_type",
    [
        "password",
        "implicit",
        "openid",
        "device_code",
        "urn:ietf:params:oauth:grant-type:device_code",
        "Client_Credentials",
    ],
)
def test_R005_any_other_grant_is_not_supported(robot: App, grant_type: str) -> None:
    response = token(robot, grant_type=grant_type, username="ana@aguas.example", password="x", device_code="x")
    assert (response.status_code, response.json()["error"]) == (400, "unsupported_grant_type")


def test_R033_a_request_without_a_grant_type_is_invalid(robot: App) -> None:
    response = token(robot, grant_type="")
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_R058_the_token_of_one_account_says_nothing_to_another(robot: App, other_account: Account) -> None:
    stranger = new_consumer(other_account)
    assert introspect(stranger, token(robot).json()["access_token"]) == {"active": False}
