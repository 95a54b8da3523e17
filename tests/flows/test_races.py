"""Twenty at once, from several processes, against a server of several processes: on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from mohawk import Sender

from apps.accounts.models import Account, User
from apps.audit import chain
from apps.audit.models import Transaction
from apps.connections.models import AccessToken, Authorization, AuthorizationCode, RefreshToken
from tests.factories import CALLBACK, new_api_key, new_code_consumer
from tests.flows.crowd import PROCESSES, THREADS, Answered, Crowd, Sent, crowd, form
from tests.flows.servers import gunicorn
from tests.oauth.flow import VERIFIER, App, ask, basic, browser, code, is_active, refresh, tokens

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(4)
EVERYBODY = PROCESSES * THREADS


@pytest.fixture
def everybody() -> Iterator[Crowd]:
    with crowd() as people:
        yield people


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    with gunicorn(workers=2, threads=8) as url:
        yield url


@pytest.fixture
def app(account: Account) -> App:
    return new_code_consumer(account, name="Field planner")


def asking(server: str, app: App, **parameters: str) -> Sent:
    return form(f"{server}/oauth/token", parameters, basic(app.owner.client_id, app.plain))


def redeeming(server: str, app: App, plain: str) -> Sent:
    asked = {"grant_type": "authorization_code", "code": plain, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    return asking(server, app, **asked)


def refreshing(server: str, app: App, plain: str) -> Sent:
    return asking(server, app, grant_type="refresh_token", refresh_token=plain)


def statuses(answers: list[Answered]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def errors(answers: list[Answered]) -> set[str]:
    return {answer.json["error"] for answer in answers if answer.status == 400}


def test_there_are_at_least_sixteen_of_them_in_several_processes() -> None:
    assert EVERYBODY >= 16
    assert PROCESSES > 1


def test_R114_of_redemptions_from_everywhere_exactly_one_gets_tokens_and_nothing_is_left_over(
    server: str, everybody: Crowd, app: App, bruno: User
) -> None:
    for _ in ROUNDS:
        plain = code(app, bruno)
        family = AuthorizationCode.objects.latest("pk").token_family
        answers = everybody.all_send(redeeming(server, app, plain))
        assert statuses(answers) == {200: 1, 400: EVERYBODY - 1}
        assert errors(answers) == {"invalid_grant"}
        assert RefreshToken.objects.filter(token_family=family).count() == 1
        assert AccessToken.objects.filter(token_family=family).count() <= 1
    assert chain.verify(app.owner.account.pk) is None


def test_R115_refreshes_from_everywhere_all_get_the_one_new_pair(
    server: str, everybody: Crowd, app: App, bruno: User
) -> None:
    old = tokens(app, bruno)["refresh_token"]
    for _ in ROUNDS:
        answers = everybody.all_send(refreshing(server, app, old))
        assert statuses(answers) == {200: EVERYBODY}
        [(access, old)] = {(answer.json["access_token"], answer.json["refresh_token"]) for answer in answers}
        assert is_active(app, access)
        assert AccessToken.objects.count() == 1
        assert RefreshToken.objects.filter(rotated=None, revoked=None).count() == 1


def test_R116_a_revocation_that_was_acknowledged_beats_the_refreshes_that_are_under_way(
    server: str, everybody: Crowd, app: App, bruno: User
) -> None:
    for number in ROUNDS:
        old = tokens(app, bruno)["refresh_token"]
        revoking = form(f"{server}/oauth/revoke_token", {"token": old}, basic(app.owner.client_id, app.plain))
        every = [refreshing(server, app, old)] * (EVERYBODY - 1) + [revoking]
        Random(number).shuffle(every)
        answers = everybody.send(every)
        assert set(statuses(answers)) <= {200, 400}
        issued = [answer.json for answer in answers if answer.status == 200 and answer.json]
        assert not any(is_active(app, pair["access_token"]) for pair in issued)
        assert all(refresh(app, pair["refresh_token"]).status_code == 400 for pair in issued)
        assert not RefreshToken.objects.filter(revoked=None).exists()
        assert not AccessToken.objects.exists()


def test_R116_an_answer_to_the_consent_page_that_is_sent_often_gives_one_consent(
    server: str, everybody: Crowd, app: App, bruno: User
) -> None:
    client = browser(bruno)
    page = ask(client, app)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    fields = dict(re.findall(r'name="(csrfmiddlewaretoken|request)" value="([^"]+)"', page.content.decode()))
    ticked = {"scope": "items:view", "decision": "allow"}
    answers = everybody.all_send(form(f"{server}/oauth/authorize", fields | ticked, {"Cookie": cookies}))
    assert set(statuses(answers)) <= {302, 400}
    assert statuses(answers)[302] >= 1
    assert Authorization.objects.get().scopes == {"items:view"}
    assert chain.verify(app.owner.account.pk) is None


def test_R048_R115_a_replay_from_everywhere_ends_the_family_and_is_recorded_once(
    server: str, everybody: Crowd, app: App, bruno: User
) -> None:
    for number in ROUNDS:
        first = tokens(app, bruno)["refresh_token"]
        refresh(app, refresh(app, first).json()["refresh_token"])
        answers = everybody.all_send(refreshing(server, app, first))
        assert statuses(answers) == {400: EVERYBODY}
        assert not AccessToken.objects.exists()
        assert Transaction.objects.filter(action="token_replayed").count() == number + 1
    assert chain.verify(app.owner.account.pk) is None


def test_R072_a_signed_request_from_everywhere_is_answered_once(
    server: str, everybody: Crowd, account: Account
) -> None:
    made = new_api_key(account)
    key = {"id": made.owner.key, "key": made.plain, "algorithm": "sha256"}
    for _ in ROUNDS:
        signed = Sender(key, f"{server}/api/me", "GET", always_hash_content=False).request_header
        answers = everybody.all_send(Sent(f"{server}/api/me", headers={"Authorization": signed}, method="GET"))
        # Who fails so often has to wait, too.
        assert set(statuses(answers)) <= {200, 401, 429}
        assert statuses(answers)[200] == 1
