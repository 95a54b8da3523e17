"""What is refused at this door: counted when nobody was proved to be somebody, and kept for whoever owns the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.api import problems
from apps.common.addresses import address_in
from apps.connections.services import basic, failures, hawk
from apps.connections.services.refusals import refuse_api_key, refuse_consumer

if TYPE_CHECKING:
    from rest_framework.request import Request

    from apps.connections.models import AccessToken

KEPT = (401, 403, 429)


def of_token(token: AccessToken | None, address: str | None) -> problems.Problem:
    """For a token that nobody knows, or one that is known and over."""
    return failure(failures.token_failed(token=token, address=address), problems.InvalidToken())


def of_signature(refused: hawk.Refused, address: str | None) -> problems.Problem:
    """For a request whose signature does not hold. Whoever holds the key and has a wrong clock is told the time."""
    if isinstance(refused, hawk.Stale):
        refuse_api_key(str(refused.key), "stale_timestamp", address=address)
        return problems.StaleTimestamp(refused.ts, refused.tsm)
    seconds = failures.signature_failed(key=refused.key, detail=refused.why, address=address)
    return failure(seconds, problems.InvalidSignature())


def of_key_pair(refused: basic.Refused, address: str | None) -> problems.Problem:
    """For HTTP Basic with a pair that opens nothing; one answer for every reason."""
    seconds = failures.key_pair_failed(key=refused.key, detail=refused.why, address=address)
    return failure(seconds, problems.InvalidKeyPair())


def note(problem: problems.Problem, request: Request) -> None:
    """Keep what a caller was refused who had proved who they are. Called when the request's transactions are over."""
    if problem.status_code not in KEPT:
        return
    shown: Any = request.successful_authenticator
    reason, address = str(problem.get_codes()), address_in(request.META)
    if token := getattr(shown, "token", None):
        refuse_consumer(token.application.client_id, reason, detail=problem.about, address=address)
    elif secret := getattr(shown, "secret", None):
        refuse_api_key(secret.api_key.key, reason, detail=problem.about, address=address)


def failure(seconds: int, problem: problems.Problem) -> problems.Problem:
    """The 429 when there are `seconds` to wait, otherwise `problem`."""
    return problems.TooManyFailures(seconds) if seconds else problem
