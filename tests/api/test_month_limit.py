"""The limit of an account's plan in a calendar month: exact, held for every program, and told on every answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, User
from apps.connections import usage
from apps.connections.models import CallMeter, Consumer, Refusal
from apps.connections.models.meter import API_KEY, WHOLE_ACCOUNT
from apps.connections.months import month_of_calls
from apps.connections.services.meter import Verdict, count_call
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, token_for
from tests.api.queries import Cost, cost_of
from tests.api.test_limits import told
from tests.api.test_session import Browser
from tests.threads import at_once

BOGOTA = "America/Bogota"
NOW = datetime(2026, 5, 31, 21, 30, 20, tzinfo=UTC)
TO_JUNE = 7 * 3600 + 29 * 60 + 40
"""From NOW until midnight in Bogotá, five hours behind."""
HOUR = timedelta(hours=1)


def limited(account: Account, limit: int | None, **fields: Any) -> Account:
    Account.objects.filter(pk=account.pk).update(calls_per_month=limit, **{"time_zone": BOGOTA} | fields)
    account.refresh_from_db()
    return account


def let_in(account: Account, hour: datetime, calls: int) -> None:
    """That many calls of an earlier hour, as they are kept."""
    CallMeter.objects.create(account=account, caller=WHOLE_ACCOUNT, hour=hour, minute=0, allowed=calls)


def call(account: Account, now: datetime = NOW, caller: str = API_KEY) -> Verdict:
    return count_call(account=account, caller=caller, caller_limit=None, now=now)


@pytest.fixture
def at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls are counted at NOW, wherever the clock is."""
    monkeypatch.setattr("apps.connections.services.meter.timezone.now", lambda: NOW)


@pytest.mark.usefixtures("at_the_end")
def test_beyond_the_limit_a_program_is_told_when_the_next_month_begins(account: Account) -> None:
    limited(account, 2)
    program = Program(token_for(account))
    answers = [program.get("/api/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [told(answer) for answer in answers] == [[(2, left, TO_JUNE)] * 2 for left in (1, 0, 0)]
    refused = answers[2].json()
    assert (refused["success"], refused["code"]) == (False, "month_used_up")
    assert "2026-06-01T00:00:00-05:00" in refused["message"]
    assert answers[2]["Retry-After"] == str(TO_JUNE)


@pytest.mark.usefixtures("at_the_end")
def test_every_caller_is_held_to_it_and_what_was_refused_is_kept(account: Account, signer: Signer) -> None:
    limited(account, 1)
    program = Program(token_for(account))
    assert [program.get("/api/items").status_code for _ in range(2)] == [200, 429]
    signed = signer.call("GET", "/api/items")
    assert (signed.status_code, signed.json()["code"]) == (429, "month_used_up")
    assert "Server-Authorization" in signed
    callers = {Consumer.objects.get().client_id, signer.key_id}
    assert set(Refusal.objects.values_list("caller", "reason")) == {(caller, "month_used_up") for caller in callers}
    whole = CallMeter.objects.get(caller=WHOLE_ACCOUNT)
    assert (whole.allowed, whole.refused) == (1, 2)


@pytest.mark.usefixtures("at_the_end")
def test_a_person_who_tries_a_call_from_the_documentation_is_not_held_to_it(account: Account, ana: User) -> None:
    limited(account, 1)
    browser, program = Browser(ana), Program(token_for(account))
    assert [browser.ask("GET", "/api/me").status_code for _ in range(3)] == [200] * 3
    assert program.get("/api/me").status_code == 429, "what a person tries is a call of the account all the same"


@pytest.mark.usefixtures("at_the_end")
def test_another_limit_counts_from_the_next_call_on(account: Account) -> None:
    program = Program(token_for(limited(account, None)))
    assert program.get("/api/me").status_code == 200
    for limit, status in ((1, 429), (2, 200), (None, 200)):
        limited(account, limit)
        assert program.get("/api/me").status_code == status


def test_a_new_month_begins_where_the_account_is(account: Account) -> None:
    limited(account, 1)
    assert [call(account).is_allowed for _ in range(2)] == [True, False]
    last = call(account, datetime(2026, 6, 1, 4, 59, 59, 500_000, tzinfo=UTC))
    assert (last.is_allowed, last.is_of_month, last.reset) == (False, True, 1)
    assert call(account, datetime(2026, 6, 1, 5, tzinfo=UTC)).is_allowed


@pytest.mark.parametrize(
    ("zone", "now", "start", "end"),
    [
        # India is half an hour beyond a whole one: the hour in which its month turns belongs to the month before.
        ("Asia/Kolkata", "2026-05-31T18:45", "2026-04-30T19:00", "2026-05-31T19:00"),
        ("Asia/Kolkata", "2026-05-31T19:00", "2026-05-31T19:00", "2026-06-30T19:00"),
        # The clocks go back in October: 745 hours.
        ("Europe/Madrid", "2026-10-31T22:59", "2026-09-30T22:00", "2026-10-31T23:00"),
        ("America/Sao_Paulo", "2026-01-01T02:59", "2025-12-01T03:00", "2026-01-01T03:00"),
    ],
)
def test_a_month_has_whole_hours(account: Account, zone: str, now: str, start: str, end: str) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, start, end)]
    limited(account, 1, time_zone=zone)
    assert month_of_calls(account, moments[0]) == (moments[1], moments[2])


def test_the_hours_before_count_and_those_of_other_months_and_accounts_do_not(
    account: Account, other_account: Account
) -> None:
    limited(account, 10)
    let_in(account, datetime(2026, 5, 1, 4, tzinfo=UTC), 100)
    let_in(account, datetime(2026, 5, 1, 5, tzinfo=UTC), 4)
    let_in(account, datetime(2026, 5, 31, 20, tzinfo=UTC), 4)
    let_in(other_account, datetime(2026, 5, 31, 20, tzinfo=UTC), 100)
    assert [call(account).remaining for _ in range(3)] == [1, 0, 0]
    assert not call(account, NOW + HOUR).is_allowed
    assert CallMeter.objects.of(account).calls_in(*month_of_calls(account, NOW)) == 10


def test_an_hour_that_came_from_redis_is_summed_by_the_first_call_that_the_database_counts(account: Account) -> None:
    limited(account, 6)
    let_in(account, datetime(2026, 5, 31, 20, tzinfo=UTC), 3)
    let_in(account, datetime(2026, 5, 31, 21, tzinfo=UTC), 2)
    assert [call(account).is_allowed for _ in range(2)] == [True, False]


def test_the_tightest_limit_is_told_and_refuses(account: Account) -> None:
    limited(account, 4, calls_per_minute=2)
    seen = [call(account) for _ in range(3)]
    assert [(one.is_allowed, one.limit, one.remaining, one.is_of_month) for one in seen] == [
        (True, 2, 1, False), (True, 2, 0, False), (False, 2, 0, False),
    ]  # fmt: skip
    later = [call(account, NOW + timedelta(minutes=1)) for _ in range(3)]
    assert [(one.is_allowed, one.limit, one.remaining, one.is_of_month) for one in later] == [
        (True, 4, 1, True), (True, 4, 0, True), (False, 4, 0, True),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_first", [True, False], ids=["hour begins", "hour runs"])
def test_of_many_calls_at_once_exactly_as_many_are_let_in_as_the_month_has_room_for(
    account: Account, is_first: bool
) -> None:
    limited(account, 9)
    let_in(account, NOW.replace(minute=0, second=0) - HOUR, 4 if is_first else 3)
    if not is_first:
        assert call(account).is_allowed

    def done(index: int) -> bool:
        return call(account, caller=(API_KEY, "1", "2")[index % 3]).is_allowed

    assert sum(at_once(16, done)) == 5
    assert CallMeter.objects.of(account).calls_in(*month_of_calls(account, NOW)) == 9


def test_a_call_is_still_one_statement_and_the_month_is_summed_once_an_hour(account: Account) -> None:
    limited(account, 9)
    with CaptureQueriesContext(connection) as found:
        call(account)
    assert sum("SUM(" in query["sql"] for query in found) == 1
    assert cost_of(lambda: call(account)) == Cost(reads=0, writes=1)
    assert cost_of(lambda: [call(account) for _ in range(9)]) == Cost(reads=0, writes=9), "refused ones too"


def test_the_account_s_limit_comes_with_the_token(account: Account) -> None:
    program = Program(token_for(limited(account, 100)))
    program.get("/api/me")
    with_limit = cost_of(lambda: program.get("/api/me"))
    limited(account, None, time_zone="UTC")
    assert cost_of(lambda: program.get("/api/me")) == with_limit


def test_what_is_shown_is_what_is_held(account: Account) -> None:
    limited(account, 3)
    assert [count_call(account=account, caller=API_KEY, caller_limit=None).is_allowed for _ in range(4)].count(
        True
    ) == 3
    assert usage.calls_this_month(account) == 3
