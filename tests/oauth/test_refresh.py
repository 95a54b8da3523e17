from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.accounts.services import deactivate_user, suspend_account
from apps.audit.models import Transaction
from apps.connections.models import AccessToken, Authorization, RefreshToken
from apps.connections.services import authorizations, enabling, revoking
from tests.factories import TESTER, new_code_consumer
from tests.oauth.flow import App, introspect, is_active, refresh, tokens


def later(seconds: int) -> None:
    """Lets time go by for everything that was rotated."""
    RefreshToken.objects.exclude(rotated=None).update(rotated=F("rotated") - timedelta(seconds=seconds))


def test_R047_a_refresh_gives_a_new_pair_for_the_same_consent(app: App, bruno: User) -> None:
    old = tokens(app, bruno)
    response = refresh(app, old["refresh_token"])
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    new = response.json()
    assert new["expires_in"] == 7200
    assert new["scope"] == old["scope"]
    assert new["token_type"] == "Bearer"
    assert new["access_token"] != old["access_token"]
    assert new["refresh_token"] != old["refresh_token"]
    assert is_active(app, new["access_token"])
    assert not is_active(app, old["access_token"])


def test_R047_R115_a_client_that_lost_the_answer_gets_the_same_one_again(app: App, bruno: User) -> None:
    old = tokens(app, bruno)["refresh_token"]
    first, again = refresh(app, old).json(), refresh(app, old).json()
    assert {name: first[name] for name in ("access_token", "refresh_token", "scope")} == {
        name: again[name] for name in ("access_token", "refresh_token", "scope")
    }
    assert 7190 < again["expires_in"] <= 7200
    assert AccessToken.objects.count() == 1
    assert refresh(app, first["refresh_token"]).status_code == 200


def test_R048_a_replay_after_ten_seconds_ends_the_family_and_is_recorded_once(app: App, bruno: User) -> None:
    old = tokens(app, bruno)["refresh_token"]
    new = refresh(app, old).json()
    later(seconds=11)
    for _ in range(2):
        assert refresh(app, old).json() == {"error": "invalid_grant"}
    assert not is_active(app, new["access_token"])
    assert refresh(app, new["refresh_token"]).json() == {"error": "invalid_grant"}
    recorded = Transaction.objects.get(action="token_replayed")
    assert (recorded.actor_kind, recorded.target_name) == ("consumer", "Field planner")
    assert recorded.changes == {"token": ["refreshtoken", None], "user": ["Bruno Sosa", None]}


def test_R048_a_replay_ends_the_family_at_once_when_its_successor_was_used(app: App, bruno: User) -> None:
    first = tokens(app, bruno)["refresh_token"]
    second = refresh(app, first).json()["refresh_token"]
    third = refresh(app, second).json()
    assert refresh(app, first).json() == {"error": "invalid_grant"}
    assert not is_active(app, third["access_token"])
    assert refresh(app, third["refresh_token"]).status_code == 400


def test_R048_a_replay_ends_nothing_else(app: App, bruno: User) -> None:
    one, other = tokens(app, bruno), tokens(app, bruno)
    refresh(app, one["refresh_token"])
    later(seconds=11)
    refresh(app, one["refresh_token"])
    assert is_active(app, other["access_token"])
    assert Authorization.objects.get().is_live


def test_R049_the_try_of_another_app_is_no_replay(app: App, bruno: User, account: Account) -> None:
    issued = tokens(app, bruno)
    stranger = new_code_consumer(account)
    assert refresh(stranger, issued["refresh_token"]).json() == {"error": "invalid_grant"}
    assert refresh(app, issued["refresh_token"]).status_code == 200


def test_R050_narrowing_narrows_the_access_token_and_not_the_grant(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    narrow = refresh(app, issued["refresh_token"], scope="items:view").json()
    assert narrow["scope"] == "items:view"
    assert introspect(app, narrow["access_token"])["scope"] == "items:view"
    assert refresh(app, narrow["refresh_token"], scope="api").json()["scope"] == "items:edit items:view"


def test_R050_a_retry_cannot_ask_for_something_else(app: App, bruno: User) -> None:
    old = tokens(app, bruno)["refresh_token"]
    refresh(app, old, scope="items:view")
    assert refresh(app, old).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("scope", ["items:add", "items:view items:add", "nothing"])
def test_R050_a_refresh_never_gives_more_than_was_agreed(app: App, bruno: User, scope: str) -> None:
    issued = tokens(app, bruno)
    assert refresh(app, issued["refresh_token"], scope=scope).json() == {"error": "invalid_scope"}
    assert refresh(app, issued["refresh_token"]).status_code == 200


def test_R050_agreeing_to_less_narrows_what_was_issued_before(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    authorizations.grant_authorization(consumer=app.owner, user=bruno, scopes=["items:view"], by=TESTER)
    assert refresh(app, issued["refresh_token"]).json()["scope"] == "items:view"


def test_what_was_issued_for_everything_is_good_for_what_is_left_of_the_consent(app: App, bruno: User) -> None:
    """A refresh may ask for less than was granted (RFC 6749 section 6), and "everything" is whatever was agreed."""
    issued = tokens(app, bruno)
    RefreshToken.objects.update(scope="api")
    Authorization.objects.update(scope="items:view openid")
    answer = refresh(app, issued["refresh_token"]).json()
    assert answer["scope"] == "items:view"
    assert refresh(app, answer["refresh_token"], scope="items:edit").json() == {"error": "invalid_scope"}


def test_an_expired_refresh_token_is_refused(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    RefreshToken.objects.update(expires=timezone.now())
    assert refresh(app, issued["refresh_token"]).json() == {"error": "invalid_grant"}
    assert not Transaction.objects.filter(action="token_replayed").exists()


def test_nothing_is_refreshed_once_the_consent_is_revoked(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    revoking.revoke_authorizations(authorizations=Authorization.objects.all(), by=TESTER)
    assert refresh(app, issued["refresh_token"]).json() == {"error": "invalid_grant"}
    assert not is_active(app, issued["access_token"])
    assert not Transaction.objects.filter(action="token_replayed").exists()


def test_R018_nothing_is_refreshed_for_a_deactivated_user(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    deactivate_user(user=bruno, by=TESTER)
    assert refresh(app, issued["refresh_token"]).json() == {"error": "invalid_grant"}


def test_R018_nothing_is_refreshed_in_a_suspended_account(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    suspend_account(account=app.owner.account, by=TESTER)
    assert refresh(app, issued["refresh_token"]).json() == {"error": "invalid_client"}


def test_a_consumer_that_was_disabled_and_enabled_starts_without_tokens(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    enabling.disable_consumer(consumer=app.owner, by=TESTER)
    enabling.enable_consumer(consumer=app.owner, by=TESTER)
    assert refresh(app, issued["refresh_token"]).json() == {"error": "invalid_grant"}
    assert not is_active(app, issued["access_token"])


def test_R051_what_is_no_refresh_token_is_refused(app: App, bruno: User) -> None:
    for plain in ("x", tokens(app, bruno)["access_token"]):
        assert refresh(app, plain).json() == {"error": "invalid_grant"}
