"""Failed client authentications: free at first, then 429 with Retry-After, and never in the way of the right secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import Account, User
from apps.common.failures import FailureBucket
from apps.common.throttle import FREE, FREE_OF_ADDRESS, FREE_OF_SUBJECT
from apps.common.tokens import Prefix, new_token
from apps.connections.models import Refusal
from tests.factories import new_consumer
from tests.oauth.flow import FORM, App, basic, code, post, redeem, token
from tests.threads import at_once

ASKED = {"grant_type": "client_credentials"}
ENDPOINTS = {
    "/oauth/token": ASKED, "/oauth/revoke_token": {"token": "x"}, "/oauth/introspect": {"token": "x"},
}  # fmt: skip
WRONG = new_token(Prefix.CONSUMER_SECRET)


def fail(client_id: str, path: str = "/oauth/token", secret: str = WRONG) -> Any:
    return post(path, ENDPOINTS[path], basic(client_id, secret))


def fail_from(address: str, client_id: str) -> Any:
    client = Client(REMOTE_ADDR=address, raise_request_exception=False)
    return client.post("/oauth/token", urlencode(ASKED), content_type=FORM, headers=basic(client_id, WRONG))


def is_slowed(response: Any) -> bool:
    """Whether it is the 429; otherwise it must be the usual 401."""
    if response.status_code == 429:
        assert response.json()["error"] == "temporarily_unavailable"
        assert "WWW-Authenticate" not in response
        tells_the_wait(response)
        return True
    assert (response.status_code, response.json()) == (401, {"error": "invalid_client"})
    return False


def tells_the_wait(response: Any) -> None:
    """Both families of headers, and when the next try is looked at."""
    wait = response["Retry-After"]
    assert int(wait) > 0
    for family in (("ratelimit-remaining", "ratelimit-reset"), ("Request-Call-Remaining", "Request-Call-Reset")):
        assert [response[name] for name in family] == ["0", wait]
    assert int(response["ratelimit-limit"]) == int(response["Request-Call-Limit"]) >= FREE


@pytest.mark.parametrize("path", ENDPOINTS)
def test_R040_wrong_secrets_are_throttled_at_every_endpoint(robot: App, path: str) -> None:
    assert [is_slowed(fail(robot.owner.client_id, path)) for _ in range(FREE + 2)] == [*[False] * FREE, True, True]


def test_R040_the_endpoints_share_one_count(robot: App) -> None:
    paths = list(ENDPOINTS) * 4
    assert [is_slowed(fail(robot.owner.client_id, path)) for path in paths] == [*[False] * FREE, True, True]


@pytest.mark.parametrize("secret", ["wrong", ""])
def test_R040_what_is_no_secret_at_all_is_throttled_as_well(robot: App, secret: str) -> None:
    slowed = [is_slowed(fail(robot.owner.client_id, secret=secret)) for _ in range(FREE + 1)]
    assert slowed == [*[False] * FREE, True]


def test_R040_the_wait_grows(robot: App) -> None:
    answers = [fail(robot.owner.client_id) for _ in range(FREE + 4)]
    assert [answer.headers.get("Retry-After") for answer in answers[FREE:]] == ["2", "4", "8", "16"]


def test_R040_many_clients_from_one_address_are_throttled(db: None) -> None:
    slowed = [is_slowed(fail(f"client{number}")) for number in range(FREE_OF_ADDRESS + 1)]
    assert slowed == [*[False] * FREE_OF_ADDRESS, True]


def test_R040_one_client_from_many_addresses_is_throttled(robot: App) -> None:
    answers = [fail_from(f"203.0.113.{number}", robot.owner.client_id) for number in range(FREE_OF_SUBJECT + 1)]
    assert [is_slowed(answer) for answer in answers] == [*[False] * FREE_OF_SUBJECT, True]


def test_R040_one_client_from_many_addresses_of_one_ipv6_network_is_throttled_as_from_one(robot: App) -> None:
    answers = [fail_from(f"2001:db8:1:2::{number}", robot.owner.client_id) for number in range(1, FREE + 2)]
    assert [is_slowed(answer) for answer in answers] == [*[False] * FREE, True]


def test_R040_headers_that_name_nobody_are_throttled_by_address(db: None) -> None:
    answers = [post("/oauth/token", ASKED, {"Authorization": "Basic %%%"}) for _ in range(FREE_OF_ADDRESS + 1)]
    assert [is_slowed(answer) for answer in answers] == [*[False] * FREE_OF_ADDRESS, True]


def test_R040_R091_the_right_secret_is_let_in_whatever_strangers_do(robot: App, account: Account) -> None:
    other = new_consumer(account)
    for number in range(FREE_OF_ADDRESS + 5):
        fail(robot.owner.client_id if number % 2 else other.owner.client_id)
    assert is_slowed(fail(robot.owner.client_id))
    assert token(robot).status_code == token(other).status_code == 200


def test_R040_asking_the_throttle_costs_the_right_secret_nothing(robot: App) -> None:
    token(robot)
    assert FailureBucket.objects.count() == 0


def test_R038_unknown_client_and_wrong_secret_look_alike_before_and_after_the_limit(robot: App) -> None:
    for _ in range(FREE + 4):
        known, unknown = fail(robot.owner.client_id), fail("nobody0123456789abcd")
        assert known.status_code == unknown.status_code
        assert known.content == unknown.content
        assert _without_request_id(known) == _without_request_id(unknown)


def _without_request_id(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "X-Request-ID"}


def test_R038_unknown_client_and_wrong_secret_take_the_same_time(robot: App) -> None:
    """The medians of many are compared; the difference that a look-up or a hash would make is far beyond the bound."""
    logging.disable()
    times: dict[str, list[float]] = {robot.owner.client_id: [], "nobody0123456789abcd": []}
    for _ in range(60):
        for client_id, taken in times.items():
            start = perf_counter()
            fail(client_id)
            taken.append(perf_counter() - start)
    logging.disable(logging.NOTSET)
    known, unknown = (sorted(taken)[30] for taken in times.values())
    assert abs(known - unknown) < 0.5 * max(known, unknown)


@pytest.mark.django_db(transaction=True)
def test_R040_failures_at_the_same_moment_are_all_counted(robot: App) -> None:
    answers = at_once(16, lambda index: is_slowed(fail(robot.owner.client_id)))
    assert sum(answers) == 16 - FREE
    assert set(FailureBucket.objects.values_list("failures", flat=True)) == {16}
    assert Refusal.objects.get().count == 16


@pytest.mark.django_db(transaction=True)
def test_R040_when_failures_cannot_be_counted_only_the_right_secret_is_answered(robot: App) -> None:
    without = "common_failurebucket", "somewhere_else"
    with connection.schema_editor() as editor:
        editor.alter_db_table(FailureBucket, *without)
    try:
        logging.disable()
        answer = fail_from("127.0.0.1", robot.owner.client_id)
        assert answer.status_code in (500, 503)
        assert token(robot).status_code == 200
    finally:
        logging.disable(logging.NOTSET)
        with connection.schema_editor() as editor:
            editor.alter_db_table(FailureBucket, *reversed(without))


# --- what the account learns ------------------------------------------------------------------------------------------


def refused(app: App) -> list[tuple[str, str, int]]:
    rows = Refusal.objects.of(app.owner.account).of_consumer(app.owner).latest_first()
    return [(row.reason, row.detail, row.count) for row in rows]


def test_R125_a_wrong_secret_is_kept_for_the_account_once_a_minute_with_a_count(robot: App) -> None:
    for _ in range(3):
        fail(robot.owner.client_id)
    assert refused(robot) == [("invalid_client", "wrong_credentials", 3)]
    row = Refusal.objects.get()
    assert (row.consumer, row.account, row.address) == (robot.owner, robot.owner.account, "127.0.0.1")
    assert row.minute.second == row.minute.microsecond == 0


def test_R125_of_an_unknown_client_nothing_is_kept(db: None) -> None:
    fail("nobody0123456789abcd")
    assert not Refusal.objects.exists()


def test_R125_a_disabled_consumer_is_refused_because_it_is_disabled(robot: App) -> None:
    robot.owner.is_enabled = False
    robot.owner.save()
    token(robot)
    assert refused(robot) == [("invalid_client", "disabled", 1)]


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda app: token(app, scope="nothing:like_this"), "invalid_scope"),
        (lambda app: redeem(app, new_token(Prefix.AUTHORIZATION_CODE)), "unauthorized_client"),
    ],
)
def test_R125_what_a_known_client_is_refused_is_kept(robot: App, ask: Callable[[App], Any], reason: str) -> None:
    assert ask(robot).status_code == 400
    assert refused(robot) == [(reason, "", 1)]


def test_R125_a_used_code_is_kept_as_an_invalid_grant_although_its_transaction_is_undone(app: App, bruno: User) -> None:
    plain = code(app, bruno)
    assert redeem(app, plain).status_code == 200
    assert redeem(app, plain).status_code == 400
    assert refused(app) == [("invalid_grant", "", 1)]


def test_R125_an_address_that_is_not_allowed_is_kept(robot: App) -> None:
    robot.owner.allowed_networks = "203.0.113.0/24"
    robot.owner.save()
    assert token(robot).status_code == 400
    assert refused(robot) == [("unauthorized_client", "address_not_allowed", 1)]


def test_R125_a_refusal_that_cannot_be_kept_stays_the_refusal_that_it_is(
    robot: App, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE connections_refusal RENAME TO somewhere_else")
    try:
        answer = token(robot, scope="nothing:like_this")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE somewhere_else RENAME TO connections_refusal")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert "a refusal was not noted" in caplog.messages


def test_R125_a_token_that_is_issued_is_a_log_line_with_ids_only(
    app: App, bruno: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "conexiones.oauth")
    issued = redeem(app, code(app, bruno)).json()
    (line,) = [record for record in caplog.records if record.message == "token issued"]
    assert (line.consumer_id, line.account_id, line.user_id) == (app.owner.pk, app.owner.account_id, bruno.pk)  # type: ignore[attr-defined]
    assert line.grant_type == "authorization_code"  # type: ignore[attr-defined]
    assert issued["access_token"] not in json.dumps({name: str(value) for name, value in vars(line).items()})


def test_R099_unknown_tokens_at_userinfo_are_throttled_by_address(db: None) -> None:
    headers = {"Authorization": f"Bearer {new_token(Prefix.ACCESS_TOKEN)}"}
    answers = [Client().get("/oauth/userinfo", headers=headers) for _ in range(FREE_OF_ADDRESS + 1)]
    assert [answer.status_code for answer in answers] == [*[401] * FREE_OF_ADDRESS, 429]
    tells_the_wait(answers[-1])


def test_R040_pushing_a_request_is_throttled_with_the_other_endpoints(app: App) -> None:
    asked = {"response_type": "code", "client_id": app.owner.client_id}
    wrong = basic(app.owner.client_id, WRONG)
    assert [is_slowed(post("/oauth/par", asked, wrong)) for _ in range(FREE + 1)] == [*[False] * FREE, True]
    assert is_slowed(fail(app.owner.client_id))
