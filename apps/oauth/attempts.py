"""What a request at a machine endpoint came to, told where it is asked about: in the log lines and to the account."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apps.common.addresses import address_in
from apps.connections.models import Consumer
from apps.connections.services.refusals import refuse_consumer
from apps.oauth.request import OAuthRequest

if TYPE_CHECKING:
    from oauthlib.common import Request

logger = logging.getLogger("conexiones.oauth")
KEY = "conexiones.attempt"
"""Where oauthlib's request finds it: among its headers, which are the WSGI environ. No client can send such a name."""


@dataclass
class Attempt:
    """One request from `address`. `consumer` has proved to be it.

    `detail` is what its account learns besides the error's word.
    """

    address: str | None = None
    consumer: Consumer | None = None
    detail: str = ""


def begin(environ: dict[str, Any]) -> Attempt:
    attempt = environ[KEY] = Attempt(address_in(environ))
    return attempt


def of(request: Request) -> Attempt:
    """The one that oauthlib's `request` belongs to; at an endpoint for browsers, one that nobody asks about."""
    return request.headers.get(KEY) or Attempt(address_in(request.headers))


def end(environ: dict[str, Any], attempt: Attempt, status: int, body: str) -> None:
    """After the answer, when every transaction is over: what was refused to a known consumer is kept."""
    if attempt.consumer is None or status < 400:
        return
    reason = str(json.loads(body).get("error", status))
    refuse_consumer(attempt.consumer.client_id, reason, detail=attempt.detail, address=attempt.address)
    logger.info("refused", extra={"path": environ["PATH_INFO"], "reason": reason, **_ids_of(attempt.consumer)})


def note_issued(request: OAuthRequest) -> None:
    """Tokens are volume: they are log lines, not rows."""
    source = getattr(request, "authorization_code", None) or getattr(request, "refresh_token_instance", None)
    user_id = source.user_id if source else None
    logger.info("token issued", extra={"grant_type": request.grant_type, "user_id": user_id, **_ids_of(request.client)})


def note_revoked(request: OAuthRequest, kind: str) -> None:
    """By the client itself (RFC 7009); what people revoke is on the record."""
    logger.info("token revoked", extra={"token": kind, **_ids_of(request.client)})


def _ids_of(consumer: Consumer) -> dict[str, Any]:
    return {"consumer_id": consumer.pk, "account_id": consumer.account_id}
