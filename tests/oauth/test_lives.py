"""How long what is issued lives: what the account's API policy says, told to the client and kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.connections.models import AccessToken, RefreshToken
from tests.oauth.flow import App, ask, browser, is_active, refresh, token, tokens

DAY = 24 * 60 * 60


def policy(account: Account, **fields: int) -> None:
    Account.objects.filter(pk=account.pk).update(**fields)


def let_pass(time: timedelta) -> None:
    """As if everything had been issued so much earlier."""
    for model in (AccessToken, RefreshToken):
        model.objects.update(expires=F("expires") - time, created=F("created") - time)
    RefreshToken.objects.update(family_expires=F("family_expires") - time)


def stated(answer: dict[str, Any]) -> tuple[int, int, int]:
    return answer["expires_in"], answer["refresh_token_expires_in"], answer["authorization_expires_in"]


def about(*seconds: int) -> Any:
    """What was stated, but for the seconds that the test itself has taken since the family began."""
    return pytest.approx(seconds, abs=30)


def kept(name: str) -> int:
    """What is stored, in seconds from now."""
    row = AccessToken.objects.latest("pk") if name == "access" else RefreshToken.objects.latest("pk")
    ends = row.family_expires if name == "family" else row.expires
    seconds: float = (ends - timezone.now()).total_seconds()
    return round(seconds)


def test_R042_the_lives_are_stated_and_are_those_that_are_kept(app: App, bruno: User) -> None:
    answer = tokens(app, bruno)
    assert stated(answer) == (7200, 30 * DAY, 180 * DAY)
    assert all(isinstance(number, int) for number in stated(answer))
    assert all(
        abs(kept(name) - said) <= 2 for name, said in zip(("access", "refresh", "family"), stated(answer), strict=True)
    )


def test_R042_the_accounts_policy_shortens_them(app: App, robot: App, bruno: User, account: Account) -> None:
    policy(account, access_token_minutes=15, refresh_idle_days=2, refresh_absolute_days=9)
    answer = tokens(app, bruno)
    assert stated(answer) == (900, 2 * DAY, 9 * DAY)
    assert all(
        abs(kept(name) - said) <= 2 for name, said in zip(("access", "refresh", "family"), stated(answer), strict=True)
    )
    assert token(robot).json()["expires_in"] == 900
    assert abs(kept("access") - 900) <= 2


def test_R042_an_access_token_is_dead_when_its_life_is_over(app: App, bruno: User, account: Account) -> None:
    policy(account, access_token_minutes=5)
    plain = tokens(app, bruno)["access_token"]
    assert is_active(app, plain)
    let_pass(timedelta(minutes=5))
    assert not is_active(app, plain)


def test_R042_a_refresh_token_that_nobody_uses_ends(app: App, bruno: User) -> None:
    issued = tokens(app, bruno)
    let_pass(timedelta(days=30))
    assert refresh(app, issued["refresh_token"]).json() == {"error": "invalid_grant"}


def test_R042_use_puts_the_idle_end_off_and_never_the_absolute_one(app: App, bruno: User) -> None:
    answer = tokens(app, bruno)
    for days in (20, 40, 60, 80, 100, 120, 140):
        let_pass(timedelta(days=20))
        answer = refresh(app, answer["refresh_token"]).json()
        assert stated(answer) == about(7200, 30 * DAY, (180 - days) * DAY)
    let_pass(timedelta(days=20))
    answer = refresh(app, answer["refresh_token"]).json()
    assert stated(answer) == about(7200, 20 * DAY, 20 * DAY)
    let_pass(timedelta(days=19, hours=23))
    answer = refresh(app, answer["refresh_token"]).json()
    assert stated(answer) == about(3600, 3600, 3600)
    let_pass(timedelta(hours=1))
    assert refresh(app, answer["refresh_token"]).json() == {"error": "invalid_grant"}


def test_R042_a_repeated_answer_states_the_same_ends(app: App, bruno: User) -> None:
    old = tokens(app, bruno)["refresh_token"]
    first = refresh(app, old).json()
    let_pass(timedelta(seconds=5))
    again = refresh(app, old).json()
    assert again["refresh_token"] == first["refresh_token"]
    passed = [before - after for before, after in zip(stated(first), stated(again), strict=True)]
    # Ends that had moved would be as far away as before; how long the test itself takes is not its subject.
    assert all(4 <= seconds <= 30 for seconds in passed)


def test_a_program_that_acts_for_itself_has_no_refresh_token_to_speak_of(robot: App) -> None:
    assert token(robot).json().keys() == {"access_token", "token_type", "expires_in", "scope"}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(120, "2 hours"), (60, "1 hour"), (45, "45 minutes"), (90, "90 minutes")],
)
def test_R024_the_consent_page_tells_the_user_in_words(
    app: App, bruno: User, account: Account, minutes: int, words: str
) -> None:
    policy(account, access_token_minutes=minutes, refresh_idle_days=1, refresh_absolute_days=90)
    content = ask(browser(bruno), app).content.decode()
    assert f"Its access lasts {words} at a time" in content
    assert "After 1 day without use, and after 90 days at the latest" in content
