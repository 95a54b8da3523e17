"""What django-oauth-toolkit 3.4.1 promises in its documentation, and holds here as well.

Changed on purpose:
- Only the addresses that are needed exist: no management of applications by their users, no device flow, no dynamic
  registration, no client metadata documents; consumers are made in API Connections, or by the services behind it.
- Nothing skips consent: neither `skip_authorization` nor `approval_prompt`; it is remembered as an Authorization.
- Implicit, password and hybrid grants do not exist, nor PKCE by `plain`, wildcards in callbacks, or plain http ones.
- Introspection takes POST by an authenticated consumer, about its own tokens or, for a resource server, the account's.
- Answers are JSON, revocation's too. A bearer token is accepted by the API's own authentication and by userinfo, so
  that `protected_resource`, OAuth2TokenMiddleware and the REST framework's classes of the toolkit are not used.
- Scopes come from permission groups, secrets have a table of their own, and two may be live; only digests are kept.
- The repeat of a refresh within 10 s gets the same answer, which REFRESH_TOKEN_GRACE_PERIOD_SECONDS cannot do with
  digests. Tokens are taken back by `apps.connections.services.tokens`, not by the models' `revoke`.
- Lives come from the account's API policy; the toolkit's settings only say what it starts from.
- `cleartokens` is `purge`; `createapplication` refuses, as it cannot name an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.dispatch import receiver
from django.utils import timezone
from oauth2_provider import models as toolkit
from oauth2_provider.scopes import get_scopes_backend
from oauth2_provider.settings import oauth2_settings
from oauth2_provider.signals import app_authorized

from apps.accounts.models import User
from apps.connections import models as ours
from apps.oauth.scopes import Scopes
from apps.oauth.server import Server
from apps.oauth.validator import Validator
from tests.oauth.flow import App, code, is_active, redeem, refresh, token, tokens


def test_the_models_are_swapped_and_found_by_the_toolkits_functions() -> None:
    assert toolkit.get_application_model() is ours.Consumer
    assert toolkit.get_access_token_model() is ours.AccessToken
    assert toolkit.get_refresh_token_model() is ours.RefreshToken
    assert toolkit.get_grant_model() is ours.AuthorizationCode
    assert toolkit.get_id_token_model() is ours.IDToken
    assert toolkit.get_device_grant_model() is ours.DeviceGrant


def test_the_settings_are_read_by_the_toolkit() -> None:
    assert oauth2_settings.OAUTH2_SERVER_CLASS is Server
    assert oauth2_settings.OAUTH2_VALIDATOR_CLASS is Validator
    assert isinstance(get_scopes_backend(), Scopes)
    assert oauth2_settings.PKCE_REQUIRED is True
    assert oauth2_settings.ROTATE_REFRESH_TOKEN is True
    assert oauth2_settings.AUTHORIZATION_CODE_EXPIRE_SECONDS == 60
    assert toolkit.refresh_token_expire_timedelta() == timedelta(days=30)
    with pytest.raises(AttributeError):
        oauth2_settings.NO_SUCH_SETTING  # noqa: B018


@pytest.mark.django_db
def test_every_recommendation_of_rfc_9700_is_switched_on_and_no_check_complains() -> None:
    flags = [name for name in oauth2_settings.defaults if name.startswith("COMPLIANT_BCP_RFC9700_")]
    assert len(flags) >= 10
    assert all(getattr(oauth2_settings, name) for name in flags)
    assert [found for found in run_checks(include_deployment_checks=True) if "oauth2_provider" in str(found.id)] == []


@pytest.mark.parametrize("flag", ["OIDC_RP_INITIATED_REGISTRATION_ENABLED", "DCR_ENABLED", "CIMD_ENABLED"])
def test_what_is_off_by_default_stays_off(flag: str) -> None:
    assert getattr(oauth2_settings, flag) is False


# --- Tokens and codes -----------------------------------------------------------------------------------------------
def test_a_stored_token_is_found_by_the_checksum_that_the_toolkit_documents(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    checksum = sha256(issued["access_token"].encode()).hexdigest()
    assert ours.AccessToken.objects.get(token_checksum=checksum).user == bruno
    checksum = sha256(issued["refresh_token"].encode()).hexdigest()
    assert ours.RefreshToken.objects.get(token_checksum=checksum).user == bruno


def test_an_access_token_knows_whether_it_is_valid_and_for_what(app: App, bruno: User) -> None:
    tokens(app, bruno, scope="items:view")
    row = ours.AccessToken.objects.get()
    assert row.is_valid()
    assert row.is_valid(["items:view"])
    assert not row.is_valid(["items:edit"])
    assert row.allow_scopes(["items:view"])
    assert set(row.scopes) == {"items:view"}
    row.expires = timezone.now()
    assert row.is_expired()
    assert not row.is_valid(["items:view"])


def test_a_revoked_access_token_is_gone(robot: App) -> None:
    plain = token(robot).json()["access_token"]
    ours.AccessToken.objects.get().revoke()
    assert not is_active(robot, plain)


def test_a_code_knows_when_it_ends_and_where_it_goes(app: App, bruno: User) -> None:
    code(app, bruno)
    row = ours.AuthorizationCode.objects.get()
    assert not row.is_expired()
    assert row.redirect_uri_allowed("https://app.example/callback")
    assert not row.redirect_uri_allowed("https://app.example/other")


def test_an_application_answers_what_the_toolkit_asks_of_it(app: App) -> None:
    consumer = app.owner
    assert str(consumer) == "Field planner"
    assert consumer.is_usable(None)
    assert consumer.default_redirect_uri == "https://app.example/callback"
    assert consumer.redirect_uri_allowed("https://app.example/callback")
    assert not consumer.redirect_uri_allowed("https://app.example/callback/x")
    assert consumer.get_allowed_schemes() == ["https"]
    assert consumer.allows_grant_type("authorization-code")
    assert not consumer.allows_grant_type("client-credentials")
    assert not consumer.post_logout_redirect_uri_allowed("https://app.example/bye")


# --- Signals --------------------------------------------------------------------------------------------------------
@pytest.fixture
def authorized() -> Iterator[list[dict[str, Any]]]:
    """What was sent with app_authorized."""
    heard: list[dict[str, Any]] = []

    @receiver(app_authorized)
    def hear(**sent: Any) -> None:
        heard.append(sent)

    yield heard
    app_authorized.disconnect(hear)


def test_app_authorized_is_sent_with_request_and_token(
    app: App, robot: App, bruno: User, authorized: list[dict[str, Any]]
) -> None:
    token(robot)
    refresh(app, tokens(app, bruno)["refresh_token"])
    assert [sent["token"].application for sent in authorized] == [robot.owner, app.owner, app.owner]
    assert [sent["token"].user for sent in authorized] == [None, bruno, bruno]
    assert authorized[0]["request"].path == "/oauth/token"


def test_app_authorized_is_not_sent_for_a_refusal(app: App, authorized: list[dict[str, Any]]) -> None:
    assert redeem(app, "x").status_code == 400
    assert authorized == []


# --- Commands -------------------------------------------------------------------------------------------------------
def test_cleartokens_deletes_what_has_expired_and_keeps_what_shows_a_replay(app: App, bruno: User) -> None:
    kept, gone = tokens(app, bruno), tokens(app, bruno)
    refresh(app, kept["refresh_token"])
    expired = sha256(gone["access_token"].encode()).hexdigest()
    ours.AccessToken.objects.filter(token_checksum=expired).update(expires=timezone.now() - timedelta(days=1))
    call_command("cleartokens", verbosity=0)
    assert not ours.AccessToken.objects.filter(token_checksum=expired).exists()
    assert ours.RefreshToken.objects.exclude(rotated=None).exists()
    assert ours.AccessToken.objects.count() == 1


@pytest.mark.parametrize("grant", ["client-credentials", "authorization-code"])
def test_createapplication_makes_no_consumer_without_an_account(
    bruno: User, grant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = {
        "name": "Sneaky",
        "user": str(bruno.pk),
        "redirect_uris": "https://a.example/",
        "skip_authorization": True,
    }
    call_command("createapplication", "confidential", grant, **options)
    assert "account" in capsys.readouterr().out
    assert not ours.Consumer.objects.exists()
