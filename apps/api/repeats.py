"""Idempotency-Key on POST: a program that lost the answer asks again, and nothing is done twice (IETF draft)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Account
from apps.accounts.permissions import Caller
from apps.api import bodies, problems
from apps.api.envelope import EnvelopeRenderer
from apps.connections.services import idempotency
from apps.connections.services.idempotency import Answer, Asked

# The draft puts it in quotes; most programs do not.
KEY = re.compile(r'[!#-+\--\[\]-~]{1,255}|"[!#-+\--\[\]-~]{1,255}"')

Handler = Callable[..., Response]


def key_of(request: Request) -> str:
    """The key of a POST, or "" when it brings none. Raises InvalidIdempotencyKey."""
    given = request.META.get("HTTP_IDEMPOTENCY_KEY") if request.method == "POST" else None
    if given is None:
        return ""
    if not KEY.fullmatch(given):
        raise problems.InvalidIdempotencyKey
    return str(given).strip('"')


def once_only(handler: Handler, *, account: Account, caller: Caller, key: str, keeps_answer: bool) -> Handler:
    """`handler`, which does its work and answers, or answers what it answered before."""

    def answer(request: Request, *args: Any, **kwargs: Any) -> Response:
        made: list[Response] = []

        def do() -> Answer:
            made.append(handler(request, *args, **kwargs))
            return Answer(made[0].status_code, EnvelopeRenderer().render(made[0].data).decode())

        asked = Asked(account, name_of(caller), key, words_of(request))
        found = remembered(asked, do, keeps_answer=keeps_answer)
        return repeated(found) if found.is_repeated else made[0]

    return answer


def remembered(asked: Asked, do: Callable[[], Answer], *, keeps_answer: bool) -> Answer:
    try:
        return idempotency.once(asked=asked, do=do, keeps_answer=keeps_answer)
    except idempotency.KeyReused:
        raise problems.IdempotencyKeyReused from None
    except idempotency.AnswerNotKept:
        raise problems.AnswerNotRepeatable from None
    except idempotency.InProgress:
        raise problems.StillInProgress from None


def repeated(found: Answer) -> Response:
    return Response(json.loads(found.body), status=found.status, headers={"Idempotency-Replayed": "true"})


def name_of(caller: Caller) -> str:
    """Whose keys they are: a consumer's, apart for each user for whom it acts; or the account's."""
    user = caller.user.pk if caller.user else ""
    return f"{caller.actor.kind}:{caller.actor.id}:{user}"


def words_of(request: Request) -> str:
    """What makes two requests the same: address and fields, however the body was written."""
    fields = json.dumps(bodies.read(request._request), sort_keys=True, default=str)
    return f"{request.method} {request.get_full_path()}\n{fields}"
