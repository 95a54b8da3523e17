"""The throttle by itself: what is free, what waits, what is forgotten, and that no failure is lost among many."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.common import throttle
from apps.common.failures import FailureBucket
from apps.common.throttle import FREE, FREE_OF_ADDRESS, FREE_OF_SUBJECT, Bucket, TooManyFailures
from tests.threads import at_once

ONE = [Bucket("test|one")]
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def later(wait: timedelta) -> None:
    """As if `wait` had gone by."""
    for row in FailureBucket.objects.all():
        moments = {"last_at": row.last_at - wait, "expires_at": row.expires_at - wait}
        FailureBucket.objects.filter(pk=row.pk).update(**moments)


def failures(bucket: Bucket) -> int:
    return FailureBucket.objects.get(key=bucket.key).failures


def is_let_in(buckets: Iterable[Bucket]) -> bool:
    try:
        throttle.attempt(buckets)
    except TooManyFailures:
        return False
    return True


@pytest.mark.django_db
def test_ten_failures_are_free_and_then_each_waits_longer_up_to_a_quarter_of_an_hour() -> None:
    waits = [throttle.fail(ONE) for _ in range(FREE + 12)]
    assert waits == [*[0] * FREE, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


@pytest.mark.django_db
def test_failures_are_forgotten_after_a_quiet_hour() -> None:
    for _ in range(FREE + 5):
        throttle.fail(ONE)
    later(timedelta(minutes=59))
    assert throttle.fail(ONE) > 0
    later(timedelta(minutes=60))
    assert throttle.fail(ONE) == 0
    assert failures(ONE[0]) == 1


@pytest.mark.django_db
def test_a_guess_is_let_in_when_its_wait_is_over_and_waits_longer_the_next_time() -> None:
    assert [is_let_in(ONE) for _ in range(FREE + 2)] == [*[True] * (FREE + 1), False]
    with pytest.raises(TooManyFailures) as refused:
        throttle.attempt(ONE)
    assert refused.value.retry_after == 2
    later(timedelta(seconds=2))
    assert is_let_in(ONE)
    later(timedelta(seconds=3))
    assert not is_let_in(ONE)


@pytest.mark.django_db
def test_a_guess_that_must_wait_is_not_counted() -> None:
    for _ in range(FREE + 20):
        is_let_in(ONE)
    assert failures(ONE[0]) == FREE + 1


@pytest.mark.django_db
def test_a_right_guess_clears_its_own_buckets_and_takes_itself_back_from_the_shared_ones() -> None:
    mine, shared = Bucket("test|mine"), Bucket("test|shared")
    for _ in range(3):
        throttle.attempt([mine, shared])
    throttle.succeed(cleared=[mine], forgiven=[shared])
    assert not FailureBucket.objects.filter(key=mine.key).exists()
    assert failures(shared) == 2


@pytest.mark.django_db
def test_R090_a_ceiling_closes_a_bucket_until_it_is_cleared() -> None:
    bucket = Bucket("test|ceiling", memory=timedelta(days=30), ceiling=100)
    FailureBucket.objects.count_failure({bucket.key: bucket.memory}, timezone.now())
    FailureBucket.objects.update(failures=99)
    later(throttle.LONGEST)
    assert is_let_in([bucket])
    later(timedelta(days=29))
    assert not is_let_in([bucket])
    throttle.succeed(cleared=[bucket])
    assert is_let_in([bucket])


@pytest.mark.django_db
def test_an_address_and_a_subject_have_more_free_failures_than_the_two_together() -> None:
    named = throttle.buckets_of_program("test", subject="robot", address=HERE)
    assert [bucket.free for bucket in named] == [FREE, FREE_OF_ADDRESS, FREE_OF_SUBJECT]
    assert {bucket.key for bucket in throttle.buckets_of_program("test", subject="robot", address=ELSEWHERE)} & {
        bucket.key for bucket in named
    } == {named[2].key}


@pytest.mark.django_db
def test_whoever_reads_the_table_learns_no_name_and_no_address() -> None:
    throttle.fail(throttle.buckets_of_program("test", subject="ana@aguas.example", address=HERE))
    text = str(list(FailureBucket.objects.values()))
    assert FailureBucket.objects.count() == 3
    assert "ana" not in text
    assert HERE not in text


@pytest.mark.django_db
def test_all_buckets_of_a_failure_are_counted_by_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    buckets = throttle.buckets_of_program("test", subject="robot", address=HERE)
    with django_assert_num_queries(1):
        throttle.fail(buckets)
    with django_assert_num_queries(2):
        throttle.attempt(buckets)


@pytest.mark.django_db(transaction=True)
def test_R040_R090_failures_at_the_same_moment_are_all_counted() -> None:
    buckets = throttle.buckets_of_program("test", subject="robot", address=HERE)
    waits = at_once(16, lambda index: throttle.fail(buckets))
    assert [failures(bucket) for bucket in buckets] == [16, 16, 16]
    assert sorted(waits) == [*[0] * FREE, 2, 4, 8, 16, 32, 64]


@pytest.mark.django_db(transaction=True)
def test_failures_of_many_names_at_the_same_moment_do_not_wait_for_each_other() -> None:
    names = [f"robot {number}" for number in range(4)]

    def fail(index: int) -> int:
        return throttle.fail(throttle.buckets_of_program("test", subject=names[index % 4], address=HERE))

    assert at_once(16, fail) == [0] * 16


@pytest.mark.django_db(transaction=True)
def test_R090_of_guesses_at_the_same_moment_no_more_are_let_in_than_one_after_the_other() -> None:
    assert sum(at_once(16, lambda index: is_let_in(ONE))) == FREE + 1
    FailureBucket.objects.update(failures=FREE + 3)
    later(timedelta(minutes=10))
    assert sum(at_once(16, lambda index: is_let_in(ONE))) == 1


@pytest.mark.django_db(transaction=True)
def test_without_its_table_the_throttle_lets_nobody_in() -> None:
    with connection.schema_editor() as editor:
        editor.alter_db_table(FailureBucket, "common_failurebucket", "somewhere_else")
    try:
        with pytest.raises(Exception, match="common_failurebucket"):
            throttle.attempt(ONE)
        with pytest.raises(Exception, match="common_failurebucket"):
            throttle.fail(ONE)
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(FailureBucket, "somewhere_else", "common_failurebucket")
