"""What the choices of a consumer must be, each by itself and together with what kind of app it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.connections.public_keys import key_set

if TYPE_CHECKING:
    from apps.connections.models import Consumer

ANY_APP = ("requires_dpop", "allowed_networks", "allowed_origins", "calls_per_minute")
WITH_SECRETS_OR_KEYS = ("authentication_method", "public_keys", "is_resource_server")
FOR_USERS = ("requires_par", "offers_sign_in", "algorithm", "post_logout_redirect_uris")
FOR_USERS_ON_A_SERVER = ("may_manage_connections",)
SECURITY_OPTIONS = (*WITH_SECRETS_OR_KEYS, *FOR_USERS, *FOR_USERS_ON_A_SERVER, *ANY_APP)

Errors = dict[str, list[ValidationError]]

# As browsers send it (RFC 6454 section 6.2): lower case, no path, no port that goes without saying.
ORIGIN = re.compile(
    r"https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?!:443\Z)(?::[1-9][0-9]{0,4})?"
    r"|http://(?:localhost|127\.0\.0\.1|\[::1\])(?!:80\Z)(?::[1-9][0-9]{0,4})?"
)


def fitting(consumer: Consumer) -> tuple[str, ...]:
    """The security options that there are for its grant and type of app, which stay; the others are taken back."""
    has_users = consumer.authorization_grant_type == consumer.GRANT_AUTHORIZATION_CODE
    of_server = WITH_SECRETS_OR_KEYS if consumer.is_confidential else ()
    of_users = FOR_USERS if has_users else ()
    of_both = FOR_USERS_ON_A_SERVER if has_users and consumer.is_confidential else ()
    return (*of_server, *of_users, *of_both, *ANY_APP)


def settle(consumer: Consumer) -> Errors:
    """Takes back what does not fit the kind of app; returns what is wrong with the rest, by field."""
    if not consumer.is_confidential:
        consumer.authentication_method, consumer.is_resource_server = consumer.SECRET, False
    if consumer.authentication_method != consumer.PRIVATE_KEY_JWT:
        consumer.public_keys = ""
    if consumer.authorization_grant_type != consumer.GRANT_AUTHORIZATION_CODE:
        consumer.requires_par = False
    if consumer.authorization_grant_type != consumer.GRANT_AUTHORIZATION_CODE or not consumer.is_confidential:
        consumer.may_manage_connections = False
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
