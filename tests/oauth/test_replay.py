from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.connections.models import AccessToken, Authorization
from tests.factories import new_code_consumer
from tests.oauth.flow import App, code, is_active, redeem, refresh


def test_a_code_played_again_ends_everything_that_came_from_it(app: App, bruno: User) -> None:
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


def test_it_ends_nothing_that_came_from_another_code(app: App, bruno: User) -> None:
    plain, other = code(app, bruno), redeem(app, code(app, bruno)).json()
    redeem(app, plain)
    redeem(app, plain)
    assert is_active(app, other["access_token"])
    assert Authorization.objects.get().is_live


def test_a_stranger_who_plays_a_code_again_ends_nothing(app: App, bruno: User, account: Account) -> None:
    plain = code(app, bruno)
    issued = redeem(app, plain).json()
    assert redeem(new_code_consumer(account), plain).json() == {"error": "invalid_grant"}
    assert is_active(app, issued["access_token"])
    assert not Transaction.objects.filter(action="token_replayed").exists()


def test_a_replay_issues_nothing(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    redeem(app, plain)
    redeem(app, plain)
    assert not AccessToken.objects.exists()
