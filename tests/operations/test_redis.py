"""With a Redis server as the cache it is Redis that counts the calls; the figures still reach the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Account
from apps.common import redis_server as shared
from apps.connections.models import CallMeter, Consumer
from apps.connections.models.meter import API_KEY
from apps.connections.months import month_of_calls
from apps.connections.services.meter import count_call, figures, in_database, month_in_redis, note_failure, reading
from apps.connections.services.meter.verdict import Call
from tests.api.helpers import Program, token_for
from tests.flows.test_several_workers import wait_for_a_minute_with_room
from tests.operations.redis_servers import redis_server
from tests.operations.servers import Installation, Server, eventually, manage, running
from tests.threads import at_once

pytestmark = pytest.mark.own_server
LIMIT = (
    "import django; django.setup(); from apps.accounts.models import Account; "
    "Account.objects.update(calls_per_minute={})"
)
FIGURES = (
    "import django; django.setup(); from apps.connections.models import CallMeter as M; "
    "print([(row.caller != '', row.allowed, row.refused) for row in M.objects.order_by('caller')])"
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with redis_server() as found:
        yield found


@pytest.fixture
def counted_there(url: str, settings: Any, db: None) -> Iterator[None]:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": {}}
    }
    shared.client().flushall()
    wait_for_a_minute_with_room()
    yield
    shared.client().flushall()


def limited(account: Account, limit: int) -> Account:
    Account.objects.filter(pk=account.pk).update(calls_per_minute=limit)
    account.refresh_from_db()
    return account


def another_minute(account: Account) -> None:
    shared.client().hset(figures.key_of("minute", account.pk), "minute", "1")


@pytest.mark.usefixtures("counted_there")
def test_R099_of_many_calls_at_once_exactly_as_many_are_let_in_as_there_is_room_for(account: Account) -> None:
    limited(account, 5)

    def call(index: int) -> bool:
        caller = (API_KEY, "1", "2")[index % 3]
        return count_call(account=account, caller=caller, caller_limit=3).is_allowed

    assert sum(at_once(16, call)) == 5
    assert not CallMeter.objects.exists()
    figures.bring_in(account)
    whole = CallMeter.objects.get(caller="")
    assert (whole.allowed, whole.refused) == (5, 11)
    assert sum(row.allowed for row in CallMeter.objects.of_callers()) == 5


@pytest.mark.usefixtures("counted_there")
def test_the_tighter_limit_is_told_and_a_new_minute_starts_anew(account: Account) -> None:
    limited(account, 3)
    first = count_call(account=account, caller="1", caller_limit=1)
    assert (first.is_allowed, first.limit, first.remaining, first.is_in_redis) == (True, 1, 0, True)
    refused = count_call(account=account, caller="1", caller_limit=1)
    assert (refused.is_allowed, refused.remaining, 0 < refused.reset <= 60) == (False, 0, True)
    assert count_call(account=account, caller="2", caller_limit=None).remaining == 1
    another_minute(account)
    assert count_call(account=account, caller="1", caller_limit=1).is_allowed


@pytest.mark.usefixtures("counted_there")
def test_the_figures_reach_the_database_once_a_minute_and_a_call_in_between_asks_it_for_nothing(
    account: Account,
) -> None:
    program = Program(token_for(account))
    for path in ("/api/me", "/api/items/NONE"):
        program.get(path)
    with CaptureQueriesContext(connection) as found:
        program.get("/api/me")
    assert [query["sql"][:6] for query in found if "callmeter" in query["sql"] or "UPDATE" in query["sql"]] == []
    another_minute(account)
    program.get("/api/me")
    row = CallMeter.objects.of_consumer(Consumer.objects.get()).get()
    assert (row.allowed, row.refused, row.failed) == (3, 0, 1)
    assert Consumer.objects.get().last_used_from == "127.0.0.1"
    call_command("purge", verbosity=0, stdout=StringIO())
    assert CallMeter.objects.of_callers().get().allowed == 4
    assert CallMeter.objects.get(caller="").allowed == 4


@pytest.mark.usefixtures("counted_there")
def test_an_account_s_figures_that_cannot_be_written_wait(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = count_call(account=account, caller=API_KEY, caller_limit=None)
    note_failure(verdict=verdict)
    monkeypatch.setattr(figures, "ADD", "INSERT INTO nothing VALUES (%s, %s, %s, %s, %s, %s, %s)")
    another_minute(account)
    assert count_call(account=account, caller=API_KEY, caller_limit=None).is_allowed
    monkeypatch.undo()
    figures.bring_in_all()
    row = CallMeter.objects.get(caller=API_KEY)
    assert (row.allowed, row.failed) == (2, 1)


def statuses(server: Server, token: str, count: int) -> list[int]:
    def call(_: int) -> int:
        return server.call("GET", "/api/me", token).status_code

    return at_once(count, call)


def test_R099_R130_the_limit_is_exact_over_processes_and_while_redis_is_away_the_database_counts(
    on_sqlite: Installation,
) -> None:
    manage(on_sqlite.database, "-c", LIMIT.format(12))
    with redis_server() as cache, running(on_sqlite.database, "--workers", "3", CACHE_URL=cache) as server:
        token = server.token(on_sqlite.client_id, on_sqlite.client_secret).json()["access_token"]
        wait_for_a_minute_with_room()
        assert sorted(statuses(server, token, 16)) == [200] * 12 + [429] * 4
        assert requests.get(f"{server.url}/readyz", timeout=20).json()["checks"]["redis"] == "ok"
        manage(on_sqlite.database, "purge", CACHE_URL=cache)
        assert manage(on_sqlite.database, "-c", FIGURES).stdout.strip() == "[(False, 12, 4), (True, 12, 4)]"
        port = urlsplit(cache).port
        away(server, token, cache, port)


def away(server: Server, token: str, cache: str, port: int | None) -> None:
    shared_client = shared._client(cache, ())
    shared_client.shutdown(nosave=True)
    wait_for_a_minute_with_room()
    assert sorted(statuses(server, token, 16)) == [200] * 12 + [429] * 4
    answer = requests.get(f"{server.url}/readyz", timeout=20)
    assert (answer.status_code, answer.json()["checks"]["redis"]) == (200, "unreachable")
    with redis_server(port) as again:
        eventually(lambda: statuses(server, token, 1) and shared._client(again, ()).dbsize() > 0)


@pytest.mark.usefixtures("counted_there")
def test_who_looks_at_figures_sees_those_that_are_still_in_redis(account: Account) -> None:
    for _call in range(3):
        count_call(account=account, caller="7", caller_limit=None)
    assert not CallMeter.objects.exists()
    assert reading.running_minute(account, ["7", API_KEY]) == [3, 3, 0]
    assert reading.bring_in(account)
    assert CallMeter.objects.of(account).of_caller("7").by_day()[0][1:] == (3, 0, 0)
    another_minute(account)
    assert reading.running_minute(account, ["7"]) == [0, 0]


# --- the month of an account whose plan limits it ---------------------------------------------------------------------


def by_plan(account: Account, limit: int | None) -> Account:
    Account.objects.filter(pk=account.pk).update(calls_per_month=limit)
    account.refresh_from_db()
    return account


def is_let_in(account: Account) -> bool:
    return count_call(account=account, caller=API_KEY, caller_limit=None).is_allowed


def kept_month(account: Account) -> dict[Any, Any]:
    found: dict[Any, Any] = shared.client().hgetall(month_in_redis.key_of(account.pk))
    return found


def earlier_this_month(account: Account, calls: int) -> None:
    """Let in when the database counted: in the first hour of the month, which may be this one."""
    start = month_of_calls(account, timezone.now()).start
    CallMeter.objects.create(account=account, caller="", hour=start, minute=0, allowed=calls)


@pytest.mark.usefixtures("counted_there")
def test_of_many_calls_at_once_exactly_as_many_are_let_in_as_the_month_has_room_for(account: Account) -> None:
    earlier_this_month(by_plan(account, 9), 4)
    assert is_let_in(account)
    assert sum(at_once(16, lambda _: is_let_in(account))) == 4
    verdict = count_call(account=account, caller=API_KEY, caller_limit=None)
    assert (verdict.is_of_month, verdict.limit, verdict.is_in_redis) == (True, 9, True)
    assert verdict.month.end - timezone.now() <= timedelta(seconds=verdict.reset)
    figures.bring_in(account)
    assert CallMeter.objects.of(account).calls_in(*verdict.month) == 9


@pytest.mark.usefixtures("counted_there")
def test_only_an_account_with_a_limit_has_its_month_counted_and_another_limit_counts_at_once(account: Account) -> None:
    assert is_let_in(account)
    assert not kept_month(account)
    by_plan(account, 2)
    assert [is_let_in(account) for _ in range(2)] == [True, False], "the call before is known to Redis alone"
    assert kept_month(account)["calls"] == "2"
    assert 0 < shared.client().ttl(month_in_redis.key_of(account.pk)) <= 33 * 86_400
    assert is_let_in(by_plan(account, 3))
    assert is_let_in(by_plan(account, None))


@pytest.mark.usefixtures("counted_there")
def test_a_month_that_redis_lost_or_that_is_over_is_brought_from_the_database(account: Account) -> None:
    earlier_this_month(by_plan(account, 6), 4)
    assert is_let_in(account)
    figures.bring_in(account)
    shared.client().flushall()
    assert [is_let_in(account) for _ in range(2)] == [True, False]
    shared.client().hset(month_in_redis.key_of(account.pk), mapping={"start": "1", "calls": "100"})
    assert is_let_in(by_plan(account, 7))
    assert kept_month(account)["start"] == str(month_in_redis.seconds_of(month_of_calls(account, timezone.now()))[0])


@pytest.mark.usefixtures("counted_there")
def test_what_the_database_counted_for_a_while_is_known_a_minute_later(account: Account) -> None:
    assert is_let_in(by_plan(account, 4))
    for _ in range(3):
        in_database.count(Call(account, API_KEY), timezone.now(), (), None)
    assert is_let_in(account), "Redis knows of none of them yet"
    another_minute(account)
    assert is_let_in(account)
    assert kept_month(account)["calls"] == "5"
    assert not is_let_in(account)


@pytest.mark.usefixtures("counted_there")
def test_a_call_that_the_month_refuses_asks_the_database_for_nothing(account: Account) -> None:
    by_plan(account, 1)
    assert [is_let_in(account) for _ in range(2)] == [True, False]
    with CaptureQueriesContext(connection) as found:
        assert not is_let_in(account)
    assert not found.captured_queries
    assert count_call(account=account, caller=API_KEY, caller_limit=None, is_held_to_month=False).is_allowed
