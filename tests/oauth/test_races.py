"""The same thing at the same moment, on real connections: on SQLite and on PostgreSQL."""

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.audit import chain
from apps.connections.models import AccessToken, Authorization, RefreshToken
from apps.connections.services.revoking import revoke_authorizations
from apps.connections.services.waiting import forget_tokens
from tests.factories import TESTER
from tests.oauth.flow import App, ask, browser, code, decide, is_active, redeem, refresh, token, tokens
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def test_R114_of_redemptions_at_the_same_moment_exactly_one_gets_tokens(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    responses = at_once(THREADS, lambda _: redeem(app, plain))
    assert sorted(response.status_code for response in responses) == [200] + [400] * (THREADS - 1)
    assert {r.json()["error"] for r in responses if r.status_code == 400} == {"invalid_grant"}
    assert AccessToken.objects.count() <= 1
    assert RefreshToken.objects.count() == 1


def test_R115_refreshes_at_the_same_moment_all_get_the_one_new_pair(app: App, bruno: User) -> None:
    old = tokens(app, bruno)["refresh_token"]
    responses = at_once(THREADS, lambda _: refresh(app, old))
    assert {response.status_code for response in responses} == {200}
    pairs = {(r.json()["access_token"], r.json()["refresh_token"]) for r in responses}
    assert len(pairs) == 1
    assert AccessToken.objects.count() == 1
    assert RefreshToken.objects.filter(rotated=None, revoked=None).count() == 1
    assert is_active(app, pairs.pop()[0])


def test_R116_a_revocation_beats_the_refreshes_that_are_under_way(app: App, bruno: User) -> None:
    old = tokens(app, bruno)["refresh_token"]

    def act(index: int) -> int:
        if index == THREADS // 2:
            return revoke_authorizations(authorizations=Authorization.objects.all(), by=TESTER)
        return int(refresh(app, old).status_code)

    assert set(at_once(THREADS, act)) <= {1, 200, 400}
    # For ten minutes they wait for an undo, and open nothing.
    assert not AccessToken.objects.live().exists()
    assert refresh(app, old).status_code == 400
    Authorization.objects.update(restorable_until=timezone.now())
    forget_tokens()
    assert not AccessToken.objects.exists()
    assert not RefreshToken.objects.filter(revoked=None).exists()


def test_R116_consent_and_exchange_at_the_same_moment_do_not_block_each_other(app: App, bruno: User) -> None:
    client = browser(bruno)
    pages = [ask(client, app) for _ in range(THREADS // 2)]
    codes = [code(app, bruno) for _ in range(THREADS // 2)]

    def act(index: int) -> int:
        if index < len(codes):
            return int(redeem(app, codes[index]).status_code)
        single = browser(bruno)
        single.cookies = client.cookies
        return int(decide(single, pages[index - len(codes)]).status_code)

    assert set(at_once(THREADS, act)) <= {200, 302, 400}
    assert Authorization.objects.count() == 1
    assert chain.verify(app.owner.account.pk) is None


def test_programs_get_their_tokens_at_the_same_moment(robot: App) -> None:
    assert {response.status_code for response in at_once(THREADS, lambda _: token(robot))} == {200}
    assert AccessToken.objects.count() == THREADS


def test_R115_a_replay_at_the_same_moment_is_recorded_once(app: App, bruno: User) -> None:
    first = tokens(app, bruno)["refresh_token"]
    refresh(app, refresh(app, first).json()["refresh_token"])
    responses = at_once(THREADS, lambda _: refresh(app, first))
    assert {response.status_code for response in responses} == {400}
    assert not AccessToken.objects.exists()
    assert chain.verify(app.owner.account.pk) is None
