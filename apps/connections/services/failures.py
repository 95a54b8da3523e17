"""Failed authentications of programs: counted by the throttle, and noted for whoever owns what was named.

Each costs the same for names that exist and for those that do not. They return how many seconds the program must wait
before it fails again, 0 while failing is still free. A program that has the right key never gets here.
"""

from __future__ import annotations

from django.db import transaction

from apps.common import throttle
from apps.connections.callers import is_live
from apps.connections.clients import CLIENT_ID
from apps.connections.models import AccessToken
from apps.connections.services.refusals import refuse_api_key, refuse_consumer


def client_failed(*, client_id: str | None, address: str | None) -> int:
    """A client did not prove who it is (RFC 6749 section 3.2.1); `client_id` is None when it said nothing readable."""
    buckets = throttle.buckets_of_program("client", subject=client_id, address=address)
    # Together: somebody known must not take one commit longer than somebody unknown.
    with transaction.atomic():
        if client_id and CLIENT_ID.fullmatch(client_id):
            refuse_consumer(client_id, "invalid_client", detail="wrong_credentials", address=address)
        return throttle.fail(buckets)


def signature_failed(*, key: str | None, detail: str, address: str | None) -> int:
    """A Hawk signature did not hold; `key` is the API key that it names, None when the header was not readable."""
    buckets = throttle.buckets_of_program("hawk", subject=key, address=address)
    with transaction.atomic():
        if key:
            refuse_api_key(key, "invalid_signature", detail=detail, address=address)
        return throttle.fail(buckets)


def key_pair_failed(*, key: str, detail: str, address: str | None) -> int:
    """HTTP Basic with an API key pair that opens nothing; it counts together with wrong signatures."""
    buckets = throttle.buckets_of_program("hawk", subject=key, address=address)
    with transaction.atomic():
        refuse_api_key(key, "invalid_key_pair", detail=detail, address=address)
        return throttle.fail(buckets)


def token_failed(*, token: AccessToken | None, address: str | None) -> int:
    """An access token that nobody knows, when it is None; or one that was good once, or comes without its key.

    That one does not count: its holder is who it was, and must hear that it is over, to refresh it.
    """
    if token is None:
        return throttle.fail(throttle.buckets_of_program("token", subject=None, address=address))
    detail = "expired" if token.is_expired() else "ended" if not is_live(token) else "without_proof"
    refuse_consumer(token.application.client_id, "invalid_token", detail=detail, address=address)
    return 0
