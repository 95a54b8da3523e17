from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.accounts.services import deactivate_user
from apps.common.tokens import Prefix, digest, is_well_formed
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, RefreshToken
from apps.connections.services.revoking import revoke_authorizations
from tests.factories import CALLBACK, TESTER, new_code_consumer
from tests.oauth.flow import STATE, App, answer, ask, browser, code, decide, redeem, refresh, tokens


def test_R034_the_whole_flow_ends_with_tokens_for_the_user(app: App, bruno: User) -> None:
    client = browser(bruno)
    back = answer(decide(client, ask(client, app)))
    assert back.keys() == {"code", "state", "iss"}
    assert back["state"] == STATE
    assert back["iss"] == "http://localhost"
    assert is_well_formed(back["code"], Prefix.AUTHORIZATION_CODE)
    response = redeem(app, back["code"])
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    content = response.json()
    assert is_well_formed(content.pop("access_token"), Prefix.ACCESS_TOKEN)
    assert is_well_formed(content.pop("refresh_token"), Prefix.REFRESH_TOKEN)
    assert content == {
        "token_type": "Bearer", "expires_in": 7200, "scope": "items:edit items:view",
        "refresh_token_expires_in": 30 * 24 * 3600, "authorization_expires_in": 180 * 24 * 3600,
    }  # fmt: skip


def test_R119_R120_everything_issued_hangs_on_the_consent_and_only_as_a_digest(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    consent = Authorization.objects.get()
    access, refresh = AccessToken.objects.get(), RefreshToken.objects.get()
    assert access.token_checksum == digest(issued["access_token"])
    assert refresh.token_checksum == digest(issued["refresh_token"])
    assert access.authorization == refresh.authorization == consent
    assert access.user == refresh.user == bruno
    assert access.token_family == refresh.token_family == AuthorizationCode.objects.get().token_family
    assert timedelta(days=29) < refresh.expires - timezone.now() < timedelta(days=31)


def test_R009_a_code_lives_one_minute(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    row = AuthorizationCode.objects.get()
    assert row.expires - timezone.now() < timedelta(seconds=61)
    AuthorizationCode.objects.update(expires=timezone.now())
    assert redeem(app, plain).json() == {"error": "invalid_grant"}


def test_R015_a_code_is_bound_to_its_app(app: App, bruno: User, account: Account) -> None:
    plain = code(app, bruno)
    assert redeem(new_code_consumer(account), plain).json() == {"error": "invalid_grant"}
    assert redeem(app, plain).status_code == 200


@pytest.mark.parametrize("redirect_uri", [None, f"{CALLBACK}/", "https://evil.example/callback"])
def test_R016_a_code_is_bound_to_its_callback(app: App, bruno: User, redirect_uri: str | None) -> None:
    assert redeem(app, code(app, bruno), redirect_uri=redirect_uri).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("redirect_uri", [None, CALLBACK])
def test_R016_an_app_with_one_callback_need_not_name_it(app: App, bruno: User, redirect_uri: str | None) -> None:
    assert redeem(app, code(app, bruno, redirect_uri=None), redirect_uri=redirect_uri).status_code == 200


def test_R016_the_unnamed_callback_cannot_be_replaced_either(app: App, bruno: User) -> None:
    plain = code(app, bruno, redirect_uri=None)
    assert redeem(app, plain, redirect_uri="https://evil.example/").json() == {"error": "invalid_grant"}


def test_R051_what_is_no_code_is_refused(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    for plain in ("x", issued["access_token"], issued["refresh_token"]):
        assert redeem(app, plain).json() == {"error": "invalid_grant"}


def test_R051_a_code_or_a_refresh_token_opens_nothing_at_the_api(app: App, bruno: User) -> None:
    issued, plain = tokens(app, bruno), code(app, bruno)
    assert refresh(app, plain).json() == {"error": "invalid_grant"}
    for bearer, status in ((issued["refresh_token"], 401), (plain, 401), (issued["access_token"], 200)):
        response = Client().get("/api/me", headers={"Authorization": f"Bearer {bearer}"})
        assert response.status_code == status


def test_a_code_is_worth_nothing_once_the_consent_is_revoked(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    revoke_authorizations(authorizations=Authorization.objects.all(), by=TESTER)
    assert redeem(app, plain).json() == {"error": "invalid_grant"}
    assert not AccessToken.objects.exists()


def test_R018_a_code_is_worth_nothing_once_the_user_is_deactivated(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    deactivate_user(user=bruno, by=TESTER)
    assert redeem(app, plain).json() == {"error": "invalid_grant"}


def test_R003_R008_the_query_of_a_callback_comes_back_as_it_was_registered(account: Account, bruno: User) -> None:
    callback = f"{CALLBACK}?tenant=a%20b&flag"
    app = new_code_consumer(account, redirect_uris=callback)
    client = browser(bruno)
    location = decide(client, ask(client, app, redirect_uri=callback))["Location"]
    assert location.startswith(f"{callback}&code=cnxac_")
    assert location.endswith("&state=a%20b%2Bc%2Fd%3D%C3%A9%2520&iss=http%3A%2F%2Flocalhost")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_R003_R006_a_public_app_on_the_users_machine_chooses_its_port(account: Account, bruno: User, host: str) -> None:
    app = new_code_consumer(account, client_type="public", redirect_uris=f"http://{host}/done")
    client = browser(bruno)
    asked = f"http://{host}:51004/done"
    response = decide(client, ask(client, app, redirect_uri=asked))
    assert response["Location"].startswith(f"{asked}?code=cnxac_")
    assert ask(client, app, redirect_uri=f"http://{host}:51004/other").status_code == 400


def test_R008_an_app_without_state_gets_none(app: App, bruno: User) -> None:
    client = browser(bruno)
    assert answer(decide(client, ask(client, app, state=None))).keys() == {"code", "iss"}
