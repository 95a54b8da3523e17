"""A token for a program itself, at once: PostgreSQL finds whose secret it is and issues the token in one statement.

Only where nothing else is to be checked or noted: the use of secret and consumer was noted within the last minute, the
secret is kept under the writing pepper, and neither networks nor proofs of possession are asked for. No wall is raised
around the account: whatever the statement touches hangs on the row that it has found, and nothing comes after it.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from django.utils import timezone

from apps.accounts.models import Account
from apps.common import keyring, walls
from apps.common.models import LAST_USE_PRECISION
from apps.common.prepared import ask
from apps.common.row_objects import Plainly
from apps.common.tokens import Prefix, digest, is_well_formed
from apps.connections.clients import CLIENT_ID
from apps.connections.models import AccessToken, Consumer, ConsumerSecret

STATEMENT = f"""
WITH client AS (
    SELECT consumer.id, consumer.account_id, account.access_token_minutes AS minutes,
        consumer.authorization_grant_type = '{Consumer.GRANT_CLIENT_CREDENTIALS}' AND NOT consumer.requires_dpop
        AND consumer.allowed_networks = '' AND account.allowed_networks = ''
        AND secret.last_used_at > %(noted)s AND consumer.last_used_at > %(noted)s AS is_plain
    FROM {ConsumerSecret._meta.db_table} secret
    JOIN {Consumer._meta.db_table} consumer ON consumer.id = secret.consumer_id
    JOIN {Account._meta.db_table} account ON account.id = consumer.account_id
    WHERE secret.digest = %(digest)s AND consumer.client_id = %(client_id)s
    AND (secret.expires_at IS NULL OR secret.expires_at > %(now)s)
    AND consumer.is_enabled AND account.is_active AND consumer.authentication_method = '{Consumer.SECRET}'
), issued AS (
    INSERT INTO {AccessToken._meta.db_table} (application_id, token_checksum, scope, created, expires, jkt)
    SELECT id, %(checksum)s, %(scope)s, %(now)s, %(now)s + minutes * INTERVAL '1 minute', '' FROM client WHERE is_plain
)
SELECT id, account_id, minutes, is_plain FROM client
"""  # noqa: S608 - names of tables and words of ours


OF_PLAIN: dict[str, Any] = {
    "authorization_grant_type": Consumer.GRANT_CLIENT_CREDENTIALS, "requires_dpop": False, "allowed_networks": "",
}  # fmt: skip
"""What a plain one has, by the statement."""


class Nobody(LookupError):
    """No usable program has this key and this secret."""


def issue_at_once(*, client_id: str, secret: str, plain: str, scope: str) -> Consumer | None:
    """Issue the token `plain` to the program whose `secret` it is; None when that takes more than one statement.

    Returns the program, as far as it was looked at. Raises Nobody when the secret is nobody's.
    """
    is_one = CLIENT_ID.fullmatch(client_id) and is_well_formed(secret, Prefix.CONSUMER_SECRET)
    if connection.vendor != "postgresql" or not is_one:
        return None
    (pepper, *older), now = keyring.all_keys("pepper"), timezone.now()
    values = {
        "client_id": client_id, "digest": pepper.mac(secret.encode()), "now": now,
        "noted": now - LAST_USE_PRECISION, "checksum": digest(plain), "scope": scope,
    }  # fmt: skip
    found = ask(STATEMENT, values)
    walls.note_none()
    if not found and not older:
        raise Nobody
    if not found or not found[0][3]:
        return None
    return _program(client_id, *found[0][:3])


def _program(client_id: str, key: int, account_id: int, minutes: int) -> Consumer:
    account = _made(Account, id=account_id, access_token_minutes=minutes, allowed_networks="")
    program: Consumer = _made(Consumer, id=key, account_id=account_id, client_id=client_id, **OF_PLAIN)
    Consumer.account.field.set_cached_value(program, account)
    return program


def _made(model: type[Model], **values: Any) -> Any:
    return Plainly(model).from_db(DEFAULT_DB_ALIAS, [*values], values.values())
