"""The plainest request of all on the short lane: a program asks for a token of its own, and for nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from django.db import IntegrityError
from oauthlib.oauth2.rfc6749 import errors

from apps.connections.callers import EVERYTHING
from apps.connections.models import Consumer
from apps.connections.services.own_tokens import Nobody, issue_at_once
from apps.oauth import attempts
from apps.oauth.authentication import admitted, sent_by
from apps.oauth.generators import access_token
from apps.oauth.request import OAuthRequest


def own_token_at_once(request: OAuthRequest) -> dict[str, Any] | None:
    """The answer (RFC 6749 section 4.4); None, and nothing was done, when the request has to be looked at closely.

    Raises InvalidRequestError, InvalidClientError, TooManyFailures, InvalidGrantError.
    """
    sent = sent_by(request)
    if sent.secret is None or sent.client_id is None or request.scope not in (None, EVERYTHING):
        return None
    plain = access_token(request)
    try:
        issued = issue_at_once(client_id=sent.client_id, secret=sent.secret, plain=plain, scope=EVERYTHING)
    except Nobody:
        admitted(request, None, sent.client_id)
        raise errors.InvalidClientError(request=request) from None
    # The consumer was deleted while this request was under way.
    except IntegrityError as refused:
        raise errors.InvalidGrantError(request=request) from refused
    if issued is None:
        return None
    request.client = cast(Consumer, SimpleNamespace(pk=issued.pk, account_id=issued.account_id))
    attempts.note_issued(request)
    life = int(issued.life.total_seconds())
    return {"access_token": plain, "expires_in": life, "token_type": "Bearer", "scope": EVERYTHING}
