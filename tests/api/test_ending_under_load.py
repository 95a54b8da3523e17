"""What is taken away is gone for the very next call, while others are calling and being issued tokens (R068, R081)."""

import time
from threading import Event
from typing import Any

import pytest

from apps.accounts.models import Account
from apps.audit.models import Transaction
from apps.connections.models import AccessToken, ApiKey, Consumer
from apps.connections.services import api_keys, consumers, enabling
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_access_token
from tests.factories import TESTER, new_api_key, new_consumer
from tests.oauth import flow
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CALLERS = 6
SECONDS = 0.3


def while_calling(call: Any, end: Any) -> list[tuple[bool, int]]:
    """The answers to calls before, while and after `end` is done, each with whether it was asked for after that."""
    ended = Event()

    def run(index: int) -> list[tuple[bool, int]]:
        if index == CALLERS:
            time.sleep(SECONDS)
            end()
            ended.set()
            return []
        found: list[tuple[bool, int]] = []
        until = time.monotonic() + 20
        while time.monotonic() < until and sum(was_ended for was_ended, _ in found) < 3:
            was_ended = ended.is_set()
            found.append((was_ended, int(call(index).status_code)))
        return found

    return [answer for found in at_once(CALLERS + 1, run) for answer in found]


def assert_ended(answers: list[tuple[bool, int]], *, refused: set[int]) -> None:
    assert {status for was_ended, status in answers if was_ended} == refused
    assert {status for _, status in answers} <= {200, 429, *refused}


@pytest.fixture
def consumer(account: Account) -> flow.App:
    Account.objects.filter(pk=account.pk).update(calls_per_minute=100_000)
    return new_consumer(account)


@pytest.mark.parametrize("end", [enabling.disable_consumer, consumers.delete_consumer])
def test_R068_a_token_of_a_consumer_that_is_taken_away_is_dead_at_once_also_under_load(
    consumer: flow.App, end: Any
) -> None:
    owner = Consumer.objects.get(pk=consumer.owner.pk)
    programs = [Program(new_access_token(consumer.owner)) for _ in range(CALLERS)]
    answers = while_calling(lambda index: programs[index].get("/api/me"), lambda: end(consumer=owner, by=TESTER))
    assert_ended(answers, refused={401})


def test_R068_nothing_is_issued_to_a_consumer_that_is_being_deleted(consumer: flow.App) -> None:
    owner = Consumer.objects.get(pk=consumer.owner.pk)
    answers = while_calling(
        lambda index: flow.token(consumer), lambda: consumers.delete_consumer(consumer=owner, by=TESTER)
    )
    assert {status for was_ended, status in answers if was_ended} <= {400, 401, 429}
    assert {status for _, status in answers} <= {200, 400, 401, 429}
    assert not AccessToken.objects.exists()
    assert not Consumer.objects.exists()


def test_R068_deleting_twice_at_once_is_one_deletion(consumer: flow.App) -> None:
    twice = [Consumer.objects.get(pk=consumer.owner.pk) for _ in range(4)]
    at_once(4, lambda index: consumers.delete_consumer(consumer=twice[index], by=TESTER))
    assert Transaction.objects.filter(action="consumer_deleted").count() == 1


def test_R081_a_key_pair_that_is_deleted_signs_nothing_any_more_also_under_load(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(calls_per_minute=100_000)
    made = new_api_key(account)
    signer, key = Signer(made.owner.key, made.plain), ApiKey.objects.get()
    answers = while_calling(
        lambda index: signer.call("GET", "/api/me", nonce=f"{index}.{time.monotonic_ns()}"),
        lambda: api_keys.delete_api_key(api_key=key, by=TESTER),
    )
    assert {status for was_ended, status in answers if was_ended} <= {401, 429}
    assert {status for _, status in answers} <= {200, 401, 429}
