"""What the choices of a consumer must be, each by itself and together with what kind of app it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.connections.public_keys import key_set

if TYPE_CHECKING:
    from apps.connections.models import Consumer

Errors = dict[str, list[ValidationError]]

# As browsers send it (RFC 6454 section 6.2): lower case, no path, no port that goes without saying.
ORIGIN = re.compile(
    r"https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?!:443\Z)(?::[1-9][0-9]{0,4})?"
    r"|http://(?:localhost|127\.0\.0\.1|\[::1\])(?!:80\Z)(?::[1-9][0-9]{0,4})?"
)


def settle(consumer: Consumer) -> Errors:
    """Takes back what does not fit the kind of app; returns what is wrong with the rest, by field."""
    if not consumer.is_confidential:
        consumer.authentication_method, consumer.is_resource_server = consumer.SECRET, False
    if consumer.authentication_method != consumer.PRIVATE_KEY_JWT:
        consumer.public_keys = ""
    if consumer.authorization_grant_type != consumer.GRANT_AUTHORIZATION_CODE:
        consumer.requires_par = False
    return _key_errors(consumer) | _origin_errors(consumer) | _limit_errors(consumer)


def _key_errors(consumer: Consumer) -> Errors:
    if consumer.authentication_method != consumer.PRIVATE_KEY_JWT:
        return {}
    if not consumer.public_keys.strip():
        return {"public_keys": [ValidationError(_("Paste the public keys that the program signs with."))]}
    try:
        key_set(consumer.public_keys)
    except ValidationError as error:
        return {"public_keys": [error]}
    return {}


def _origin_errors(consumer: Consumer) -> Errors:
    text = _("%(word)s is not an origin such as https://app.example, without path or wildcard")
    wrong = [word for word in consumer.allowed_origins.split() if not ORIGIN.fullmatch(word)]
    found = [ValidationError(text, params={"word": word}) for word in wrong]
    return {"allowed_origins": found} if found else {}


def _limit_errors(consumer: Consumer) -> Errors:
    if consumer.calls_per_minute != 0:
        return {}
    return {"calls_per_minute": [ValidationError(_("To let it make no calls at all, disable it."))]}
