"""Doing something once, however often it is asked for with the same key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from apps.accounts.models import Account
from apps.common.tokens import digest
from apps.connections.models import IdempotencyKey
from apps.connections.models.idempotency import IdempotencyKeyQuerySet

KEPT_FOR = timedelta(hours=24)


class KeyReused(Exception):
    """The key came with another request before."""


class AnswerNotKept(Exception):
    """It was done, and its answer held a secret that nobody keeps."""


class InProgress(Exception):
    """The first request with this key is not answered yet."""


@dataclass(frozen=True)
class Answer:
    """`status` and the text of the body; `is_repeated` when nothing was done but remembered."""

    status: int
    body: str
    is_repeated: bool = False


@dataclass(frozen=True)
class Asked:
    """Who asks what under which key. `request` is all that makes the request what it is, as one text."""

    account: Account
    caller: str
    key: str
    request: str


@transaction.atomic
def once(*, asked: Asked, do: Callable[[], Answer], keeps_answer: bool = True) -> Answer:
    """What `do` answers; or, within 24 h, what it answered to the same request under the same key.

    Whatever `do` raises undoes everything, the key included. Raises KeyReused, AnswerNotKept, InProgress.
    """
    found = _claim(asked)
    if found is not None:
        return _remembered(found, asked)
    answer = do()
    kept = {"status": answer.status, "answer": answer.body} if keeps_answer else {}
    if kept:
        _rows(asked).update(**kept)
    return answer


def _claim(asked: Asked) -> IdempotencyKey | None:
    """Take the key, waiting for whoever has it in hand; or the row of whoever had it before."""
    _rows(asked).expired().delete()
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                account=asked.account,
                caller=asked.caller,
                key_digest=digest(asked.key),
                request_digest=digest(asked.request),
                expires_at=timezone.now() + KEPT_FOR,
            )
    except IntegrityError:
        return _rows(asked).get()
    except OperationalError as error:
        raise InProgress from error
    return None


def _rows(asked: Asked) -> IdempotencyKeyQuerySet:
    rows = IdempotencyKey.objects.of(asked.account)
    return rows.filter(caller=asked.caller, key_digest=digest(asked.key))


def _remembered(found: IdempotencyKey, asked: Asked) -> Answer:
    if found.request_digest != digest(asked.request):
        raise KeyReused
    if found.status is None:
        raise AnswerNotKept
    return Answer(found.status, found.answer, is_repeated=True)
