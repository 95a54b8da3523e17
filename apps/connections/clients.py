"""Who asks for tokens: identifying and authenticating a consumer (RFC 6749 section 2.3).

Secrets are 256 random bits, so that a keyed digest is enough; an unknown client and a wrong secret cost the same query.
The query that finds the client holds the request to the account of the client.
"""

from __future__ import annotations

import re

from apps.common import walls
from apps.common.tokens import Prefix, is_well_formed
from apps.connections.models import Consumer, ConsumerSecret

CLIENT_ID = re.compile(r"[0-9A-Za-z_-]{1,40}")


def usable_consumer(client_id: str | None) -> Consumer | None:
    """The consumer of this key, unless it is disabled or its account suspended."""
    if not client_id or not CLIENT_ID.fullmatch(client_id):
        return None
    return Consumer.objects.usable().filter(client_id=client_id).first()


def consumer_by_secret(client_id: str | None, plain: str, address: str | None) -> Consumer | None:
    """The usable consumer whose live secret `plain` is; notes the use of both."""
    if not client_id or not CLIENT_ID.fullmatch(client_id) or not is_well_formed(plain, Prefix.CONSUMER_SECRET):
        return None
    secret = _live_secret(plain, client_id)
    if secret is None:
        return None
    # A digest can only be made anew by whoever knows the secret: its owner brings it along.
    secret.note_use(address, **secret.under_new_pepper(plain))
    secret.consumer.note_use(address)
    return secret.consumer


def public_consumer(client_id: str | None, address: str | None) -> Consumer | None:
    """The usable public app of this key: it has no secret, and its key is all it can say."""
    if not client_id or not CLIENT_ID.fullmatch(client_id):
        return None
    consumer = walls.raised_by(Consumer.objects.usable().filter(client_id=client_id), "account_id").first()
    if consumer is None or consumer.is_confidential:
        return None
    consumer.note_use(address)
    return consumer


def _live_secret(plain: str, client_id: str) -> ConsumerSecret | None:
    found = ConsumerSecret.objects.live().filter(
        digest__in=ConsumerSecret.digests(plain),
        consumer__client_id=client_id,
        consumer__authentication_method=Consumer.SECRET,
        consumer__is_enabled=True,
        consumer__account__is_active=True,
    )
    related = found.select_related("consumer__account", "consumer__permission_group")
    return walls.raised_by(related, "consumer__account_id").first()
