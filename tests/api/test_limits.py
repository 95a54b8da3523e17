"""Limits of calls per minute: exact, told on every answer, of the account and of the consumer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.connections.models import ApiSecret, Authorization, CallMeter, Consumer
from apps.connections.models.meter import API_KEY
from apps.connections.services.meter import count_call
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_access_token, token_for, user_token
from tests.api.queries import Cost, cost_of
from tests.factories import new_consumer
from tests.threads import at_once

MINUTE = datetime(2026, 5, 4, 12, 30, 20, tzinfo=UTC)


def told(response: Any) -> list[tuple[int, int, int]]:
    """Limit, remaining and reset, as each family says them."""
    lower = [int(response[f"ratelimit-{name}"]) for name in ("limit", "remaining", "reset")]
    other = [int(response[f"Request-Call-{name}"]) for name in ("Limit", "Remaining", "Reset")]
    return [(lower[0], lower[1], lower[2]), (other[0], other[1], other[2])]


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of the test is within one minute, wherever the clock is."""
    now = timezone.now().replace(second=20)
    monkeypatch.setattr("apps.connections.services.meter.timezone.now", lambda: now)


def limited(account: Account, limit: int) -> Account:
    Account.objects.filter(pk=account.pk).update(calls_per_minute=limit)
    account.refresh_from_db()
    return account


def program_with(account: Account, limit: int | None) -> Program:
    return Program(new_access_token(new_consumer(account, calls_per_minute=limit).owner))


@pytest.mark.usefixtures("early")
def test_R099_two_hundred_calls_a_minute_are_let_in_and_the_next_is_told_when_to_come_back(program: Program) -> None:
    first = program.get("/api/me")
    assert told(first) == [(200, 199, 40)] * 2
    CallMeter.objects.update(calls=199)
    last, refused = program.get("/api/me"), program.get("/api/me")
    assert (last.status_code, told(last)) == (200, [(200, 0, 40)] * 2)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused["Retry-After"] == "40"
    assert told(refused) == [(200, 0, 40)] * 2


@pytest.mark.usefixtures("early")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/items", 200), ("HEAD", "/api/items", 200), ("GET", "/api/items/NONE", 404),
        ("POST", "/api/items", 400), ("DELETE", "/api/items", 405), ("POST", "/api/nothing", 404),
    ],
)  # fmt: skip
def test_R099_every_answer_tells_both_families(program: Program, method: str, path: str, status: int) -> None:
    response = program.call(method, path)
    assert response.status_code == status
    assert told(response)[0] == told(response)[1]
    assert told(response)[0][0] == 200


def test_R099_an_answer_to_nobody_tells_the_usual_limit(db: None) -> None:
    response = Program().get("/api/items")
    assert response.status_code == 401
    assert {limit for limit, _, _ in told(response)} == {200}
    assert not CallMeter.objects.exists()


@pytest.mark.usefixtures("early")
def test_R099_all_callers_of_an_account_share_its_limit(account: Account, signer: Signer) -> None:
    limited(account, 2)
    one, other = Program(token_for(account)), Program(token_for(account))
    statuses = [one.get("/api/me"), other.get("/api/me"), one.get("/api/me"), signer.call("GET", "/api/me")]
    assert [response.status_code for response in statuses] == [200, 200, 429, 429]
    assert "Server-Authorization" in statuses[3]


@pytest.mark.usefixtures("early")
def test_R099_another_token_of_the_same_consumer_has_no_limit_of_its_own(account: Account) -> None:
    consumer = new_consumer(account, calls_per_minute=1).owner
    assert Program(new_access_token(consumer)).get("/api/me").status_code == 200
    assert Program(new_access_token(consumer)).get("/api/me").status_code == 429


@pytest.mark.usefixtures("early")
def test_R099_a_consumer_with_a_limit_of_its_own_leaves_the_rest_to_the_others(account: Account) -> None:
    limited(account, 3)
    greedy, other = program_with(account, 1), program_with(account, None)
    assert told(greedy.get("/api/me"))[0][:2] == (1, 0)
    assert [greedy.get("/api/me").status_code for _ in range(5)] == [429] * 5
    assert told(other.get("/api/me"))[0][:2] == (3, 1)
    assert [other.get("/api/me").status_code for _ in range(2)] == [200, 429]


@pytest.mark.usefixtures("early")
def test_R099_a_limit_of_its_own_does_not_lift_that_of_the_account(account: Account) -> None:
    limited(account, 1)
    program = program_with(account, 1000)
    assert told(program.get("/api/me"))[0][:2] == (1, 0)
    assert program.get("/api/me").status_code == 429


@pytest.mark.usefixtures("early")
def test_R102_no_account_eats_from_the_limit_of_another(account: Account, other_account: Account) -> None:
    limited(account, 1)
    assert [Program(token_for(account)).get("/api/me").status_code for _ in range(2)] == [200, 429]
    assert Program(token_for(other_account)).get("/api/me").status_code == 200


@pytest.mark.usefixtures("early")
def test_a_limit_that_is_raised_counts_at_once(account: Account) -> None:
    limited(account, 1)
    program = Program(token_for(account))
    assert [program.get("/api/me").status_code for _ in range(2)] == [200, 429]
    limited(account, 2)
    assert program.get("/api/me").status_code == 200


def test_a_new_minute_starts_anew_and_a_clock_that_is_behind_does_not(account: Account) -> None:
    limited(account, 1)

    def is_allowed(now: datetime) -> bool:
        return count_call(account=account, caller=API_KEY, caller_limit=None, now=now).is_allowed

    assert [is_allowed(MINUTE), is_allowed(MINUTE + timedelta(seconds=30))] == [True, False]
    assert [is_allowed(MINUTE + timedelta(minutes=1)), is_allowed(MINUTE)] == [True, False]
    assert [is_allowed(MINUTE + timedelta(hours=1)), is_allowed(MINUTE + timedelta(hours=1))] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_R099_of_many_calls_at_once_exactly_as_many_are_let_in_as_there_is_room_for(account: Account) -> None:
    limited(account, 5)

    def call(index: int) -> bool:
        caller = (API_KEY, "1", "2")[index % 3]
        return count_call(account=account, caller=caller, caller_limit=3, now=MINUTE).is_allowed

    assert sum(at_once(16, call)) == 5
    whole = CallMeter.objects.get(caller="")
    assert (whole.calls, whole.allowed, whole.refused) == (5, 5, 11)
    assert sum(row.allowed for row in CallMeter.objects.of_callers()) == 5


def test_R099_a_call_is_counted_with_one_statement(account: Account) -> None:
    count_call(account=account, caller=API_KEY, caller_limit=None, now=MINUTE)
    again = cost_of(lambda: count_call(account=account, caller=API_KEY, caller_limit=None, now=MINUTE))
    assert again == Cost(reads=0, writes=1)


@pytest.mark.parametrize("way", ["program", "user", "signature"])
def test_R099_a_call_is_one_write_and_once_a_minute_that_write_says_who_was_there(
    account: Account, bruno: User, signer: Signer, way: str
) -> None:
    """Limit, last use and figures are one commit; a signature also spends its nonce."""
    token = user_token(bruno) if way == "user" else token_for(account)
    program, nonces = Program(token), 1 if way == "signature" else 0

    def call() -> None:
        assert (signer.call("GET", "/api/me") if nonces else program.get("/api/me")).status_code == 200

    call()
    assert cost_of(call).writes - nonces == 1
    used: dict[str, type[Model]] = {"program": Consumer, "user": Authorization, "signature": ApiSecret}
    rows = used[way]._default_manager
    assert set(rows.values_list("last_used_from", flat=True)) == {"127.0.0.1"}
    earlier = timezone.now() - timedelta(minutes=2)
    for row in (Consumer, Authorization, ApiSecret):
        row._default_manager.update(last_used_at=earlier)
    with CaptureQueriesContext(connection) as found:
        call()
    statements = [query["sql"].strip() for query in found]
    noted = [index for index, sql in enumerate(statements) if sql.startswith("UPDATE") and "last_used_at" in sql]
    counted = next(index for index, sql in enumerate(statements) if "callmeter" in sql)
    assert len(noted) == (2 if way == "user" else 1)
    assert statements[counted - 1].startswith("SAVEPOINT")
    assert noted[0] == counted + 1
    assert all(moment > earlier for moment in rows.values_list("last_used_at", flat=True))


@pytest.mark.usefixtures("early")
def test_a_call_that_is_refused_for_the_limit_is_no_use(account: Account) -> None:
    limited(account, 1)
    first, second = token_for(account), token_for(account)
    assert [Program(token).get("/api/me").status_code for token in (first, second)] == [200, 429]
    assert Consumer.objects.filter(last_used_at=None).count() == 1


@pytest.mark.usefixtures("early")
def test_what_was_let_in_refused_and_failed_is_kept_for_each_consumer_by_the_hour(account: Account) -> None:
    limited(account, 3)
    program = Program(token_for(account))
    for path in ("/api/me", "/api/items/NONE", "/api/items", "/api/items", "/api/items"):
        program.get(path)
    row = CallMeter.objects.of_consumer(Consumer.objects.get()).get()
    assert (row.allowed, row.refused, row.failed) == (3, 2, 1)
    assert (row.hour.minute, row.account) == (0, account)
    assert list(CallMeter.objects.of(account).of_callers().since(timezone.now() - timedelta(days=1))) == [row]


def failing_to_count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if "callmeter" in sql:
        raise OperationalError("disk full")
    return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_R130_when_nothing_can_be_counted_reading_goes_on_loudly_and_writing_waits(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.execute_wrapper(failing_to_count):
        read, write = program.get("/api/items"), program.post("/api/items", {})
    assert (read.status_code, write.status_code) == (200, 503)
    assert int(write["Retry-After"]) > 0
    assert "a call was not counted" in caplog.text
