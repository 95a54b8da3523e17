from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.common.tokens import Prefix, new_token
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, RefreshToken
from tests.factories import CALLBACK, new_code_consumer
from tests.oauth.flow import VERIFIER, App, basic, code, is_active, post, redeem, refresh


def test_R014_a_code_played_again_ends_everything_that_came_from_it(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    issued = redeem(app, plain).json()
    rotated = refresh(app, issued["refresh_token"]).json()
    for _ in range(2):
        assert redeem(app, plain).json() == {"error": "invalid_grant"}
    assert not is_active(app, rotated["access_token"])
    assert refresh(app, rotated["refresh_token"]).json() == {"error": "invalid_grant"}
    recorded = Transaction.objects.get(action="token_replayed")
    assert recorded.module == "api_connections"
    assert recorded.target_id == str(app.owner.pk)
    assert recorded.changes == {"token": ["authorizationcode", None], "user": ["Bruno Sosa", None]}
    assert recorded.address == "127.0.0.1"


def test_R014_it_ends_nothing_that_came_from_another_code(app: App, bruno: User) -> None:
    plain, other = code(app, bruno), redeem(app, code(app, bruno)).json()
    redeem(app, plain)
    redeem(app, plain)
    assert is_active(app, other["access_token"])
    assert Authorization.objects.get().is_live


def test_R014_a_stranger_who_plays_a_code_again_ends_nothing(app: App, bruno: User, account: Account) -> None:
    plain = code(app, bruno)
    issued = redeem(app, plain).json()
    assert redeem(new_code_consumer(account), plain).json() == {"error": "invalid_grant"}
    assert is_active(app, issued["access_token"])
    assert not Transaction.objects.filter(action="token_replayed").exists()


def test_R013_a_replay_issues_nothing_and_a_redeemed_code_stays_redeemed(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    redeem(app, plain)
    for _ in range(3):
        assert redeem(app, plain).json() == {"error": "invalid_grant"}
    assert not AccessToken.objects.exists()
    assert RefreshToken.objects.count() == 1
    assert AuthorizationCode.objects.get().redeemed


def test_R014_only_who_proves_to_be_the_owner_ends_anything_with_a_replay(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    issued = redeem(app, plain).json()
    body = {"grant_type": "authorization_code", "code": plain, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    impostor = basic(app.owner.client_id, new_token(Prefix.CONSUMER_SECRET))
    assert post("/oauth/token", body, impostor).status_code == 401
    assert post("/oauth/token", body | {"client_id": app.owner.client_id}).status_code == 401
    assert is_active(app, issued["access_token"])


@pytest.mark.parametrize("changes", [{"code_verifier": "x" * 43}, {"redirect_uri": "https://app.example/other"}])
def test_R014_a_replay_is_one_even_with_the_wrong_verifier_or_callback(
    app: App, bruno: User, changes: dict[str, str]
) -> None:
    plain = code(app, bruno)
    issued = redeem(app, plain).json()
    assert redeem(app, plain, **changes).json() == {"error": "invalid_grant"}
    assert not is_active(app, issued["access_token"])


def test_R014_a_replay_is_recognised_until_ten_minutes_after_the_code_has_expired(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    issued = redeem(app, plain).json()
    AuthorizationCode.objects.update(expires=timezone.now() - timedelta(minutes=9))
    call_command("purge", verbosity=0)
    assert redeem(app, plain).json() == {"error": "invalid_grant"}
    assert not is_active(app, issued["access_token"])
