""" "Test it": the call of the samples, made by the reader's own browser with the secret that they type (try.js)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.connections.models import Consumer
from apps.settings.navigation import Text
from apps.settings.sections.api_connections.samples import PORTS, address_for

if TYPE_CHECKING:
    from apps.accounts.models import Account
    from apps.connections.models import ApiKey

ADVICE: dict[str, Text] = {
    "invalid_client": _("Check the secret: it is wrong, has expired, or the consumer is disabled."),
    "unauthorized_client": _("This consumer may not ask for a token in this way."),
    "invalid_signature": _(
        "Check the key, the secret, and that host, port, path and query are signed as they are sent."
    ),
    "stale_timestamp": _("Set your clock by the ts of the answer, and sign again."),
    "permission_missing": _("The message names the permission: the account's administrator adds it to the group."),
    "module_disabled": _("The message names the module, which the account has switched off."),
    "account_suspended": _("The account is suspended: nothing can be called until it is resumed."),
    "address_not_allowed": _("Call from a network that the account and the consumer allow."),
    "too_many_requests": _("Slow down; ratelimit-remaining tells it beforehand."),
    "month_used_up": _("Stop until the next month begins, or ask whoever runs the installation for more calls."),
    "unavailable": _("Try again, waiting longer each time."),
}


@dataclass(frozen=True)
class Trial:
    """What try.js needs. `host` and `port` are what is signed: the public ones, wherever the page itself was loaded."""

    kind: str
    key: str
    resource: str
    id: str
    secret_from: str = ""
    host: str = ""
    port: int = 0

    @property
    def advice(self) -> list[tuple[str, Text]]:
        return list(ADVICE.items())


def of_api_key(api_key: ApiKey, account: Account, name: str = "try", secret_from: str = "") -> Trial:
    """`secret_from` names the field on the page that shows the secret; without it there is one to type it."""
    parts = urlsplit(settings.PUBLIC_URL)
    resource = address_for(modules.permissions_of(modules.data()), account)
    port = parts.port or PORTS[parts.scheme]
    return Trial("hawk", api_key.key, resource, name, secret_from, parts.hostname or "", port)


def of_consumer(consumer: Consumer, account: Account, name: str = "try", secret_from: str = "") -> Trial | None:
    """None for whoever needs a user, a private key or a proof besides its secret."""
    acts_for_itself = consumer.authorization_grant_type == Consumer.GRANT_CLIENT_CREDENTIALS
    if not (acts_for_itself and consumer.has_secrets) or consumer.requires_dpop:
        return None
    resource = address_for(consumer.permission_group.permissions, account)
    return Trial("program", consumer.client_id, resource, name, secret_from)
