"""Who asks for tokens: identifying and authenticating a consumer (RFC 6749 section 2.3).

Secrets are 256 random bits, so that a keyed digest is enough; an unknown client and a wrong secret cost the same query.
The query that finds the client holds the request to the account of the client.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.db.models import QuerySet

from apps.common import walls
from apps.common.prepared import Prepared
from apps.common.tokens import Prefix, is_well_formed
from apps.connections.models import Consumer, ConsumerSecret

CLIENT_ID = re.compile(r"[0-9A-Za-z_-]{1,40}")
# What the endpoints for programs ask of a consumer; whoever asks for more pays a query for it.
CLIENT_FIELDS = (
    "client_id", "name", "account", "permission_group", "authorization_grant_type", "client_type",
    "authentication_method", "redirect_uris", "cannot_send_pkce", "requires_par", "requires_dpop", "offers_sign_in",
    "algorithm", "is_resource_server", "may_manage_connections", "allowed_networks", "allowed_origins", "is_enabled",
    "last_used_at",
    "permission_group__permissions",
    "account__name", "account__number", "account__language", "account__time_zone", "account__is_active",
    "account__enabled_modules", "account__allowed_networks", "account__access_token_minutes",
    "account__refresh_idle_days", "account__refresh_absolute_days",
)  # fmt: skip
PLAIN_FIELDS = (
    "client_id", "name", "account", "authorization_grant_type", "client_type", "redirect_uris", "cannot_send_pkce",
    "requires_dpop", "offers_sign_in", "algorithm", "is_resource_server", "allowed_networks", "allowed_origins",
    "is_enabled", "last_used_at",
    "account__is_active", "account__allowed_networks", "account__access_token_minutes", "account__refresh_idle_days",
    "account__refresh_absolute_days",
)  # fmt: skip
"""What they ask where no scopes are named."""
SECRET_FIELDS = ("consumer", "last_used_at", "expires_at", "pepper_version")


USABLE: Prepared[Consumer] = Prepared(
    lambda client_id: Consumer.objects.usable().filter(client_id=client_id).order_by(), client_id=str
)


def usable_consumer(client_id: str | None) -> Consumer | None:
    """The consumer of this key, unless it is disabled or its account suspended."""
    if not client_id or not CLIENT_ID.fullmatch(client_id):
        return None
    return USABLE.first(client_id=client_id)


def consumer_by_secret(
    client_id: str | None, plain: str, address: str | None, *, is_plain: bool = False
) -> Consumer | None:
    """The usable consumer whose live secret `plain` is; notes the use of both. With `is_plain`, see PLAIN_FIELDS."""
    if not client_id or not CLIENT_ID.fullmatch(client_id) or not is_well_formed(plain, Prefix.CONSUMER_SECRET):
        return None
    secret = _live_secret(plain, client_id, is_plain)
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


def _live_secret(plain: str, client_id: str, is_plain: bool) -> ConsumerSecret | None:
    digests = ConsumerSecret.digests(plain)
    presented = {f"digest{n}": digest for n, digest in enumerate(digests)}
    found = _secrets(len(digests), is_plain).first(client_id=client_id, **presented)
    return found if found is not None and found.is_live else None


@cache
def _secrets(peppers: int, is_plain: bool) -> Prepared[ConsumerSecret]:
    """The secret of a usable consumer that is kept as one of so many digests; it raises the wall of its account."""
    digests: dict[str, Any] = {f"digest{n}": str for n in range(peppers)}
    make = _plainly_usable_secret if is_plain else _usable_secret
    return Prepared(make, account="consumer__account_id", client_id=str, **digests)


def _usable_secret(client_id: str, **digests: str) -> QuerySet[ConsumerSecret]:
    found = ConsumerSecret.objects.filter(
        digest__in=list(digests.values()),
        consumer__client_id=client_id,
        consumer__authentication_method=Consumer.SECRET,
        consumer__is_enabled=True,
        consumer__account__is_active=True,
    )
    fields = (*SECRET_FIELDS, *(f"consumer__{name}" for name in CLIENT_FIELDS))
    return found.select_related("consumer__account", "consumer__permission_group").only(*fields).order_by()


def _plainly_usable_secret(client_id: str, **digests: str) -> QuerySet[ConsumerSecret]:
    fields = (*SECRET_FIELDS, *(f"consumer__{name}" for name in PLAIN_FIELDS))
    found = _usable_secret(client_id, **digests).select_related(None)
    return found.select_related("consumer__account").only(*fields)
