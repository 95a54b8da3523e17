"""Who is calling is not known, or may not do this."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.accounts.permissions import Reason, Refusal
from apps.api.problems.base import Problem
from apps.connections import dpop

BEARER = 'Bearer realm="Conexiones"'
HAWK = "Hawk"


class Unauthenticated(Problem):
    """No credentials were sent (RFC 6750 section 3.1: then the challenge holds no error code)."""

    status_code = 401
    default_code = "authentication_required"
    default_detail = _("Authentication is required: send an access token, or sign the request with the API key.")
    headers = {"WWW-Authenticate": f"{BEARER}, {dpop.CHALLENGE}, {HAWK}"}


class InvalidToken(Problem):
    """RFC 6750 section 3.1."""

    status_code = 401
    default_code = "invalid_token"
    default_detail = _("The access token is not valid: it is unknown, expired or revoked.")
    headers = {"WWW-Authenticate": f'{BEARER}, error="invalid_token"'}


class InvalidSignature(Problem):
    """One and the same for every reason: which part did not hold helps only a forger."""

    status_code = 401
    default_code = "invalid_signature"
    default_detail = _("The signature of the request is not valid.")
    headers = {"WWW-Authenticate": HAWK}


class InvalidKeyPair(Problem):
    """One and the same for a pair that is wrong and for an account that does not allow HTTP Basic."""

    status_code = 401
    default_code = "invalid_key_pair"
    default_detail = _(
        "The API key pair is not valid, or the account does not allow HTTP Basic: send an access token, or sign the "
        "request with the API key."
    )
    headers = Unauthenticated.headers


class StaleTimestamp(Problem):
    """Only for whoever holds the key: `tsm` proves that `ts` is this server's clock (Hawk API.md)."""

    status_code = 401
    default_code = "stale_timestamp"
    default_detail = _("The clock of the caller is too far from the clock of the server.")

    def __init__(self, ts: int, tsm: str) -> None:
        super().__init__()
        challenge = f'{HAWK} ts="{ts}", tsm="{tsm}", error="Stale timestamp"'
        self.headers = {"WWW-Authenticate": challenge}


class AmbiguousCredentials(Problem):
    """RFC 6750 section 3.1: more than one way of sending the token."""

    status_code = 400
    default_code = "invalid_request"
    default_detail = _("Send the access token in the Authorization header only.")
    headers = {"WWW-Authenticate": f'{BEARER}, error="invalid_request"'}


class Forbidden(Problem):
    status_code = 403

    def __init__(self, refusal: Refusal, *, is_bearer: bool) -> None:
        super().__init__(refusal_in_words(refusal), refusal.reason.value)
        self.about = refusal.module if refusal.reason == Reason.MODULE_DISABLED else refusal.permission
        if is_bearer:
            scope = f'scope="{refusal.permission}"'
            self.headers = {"WWW-Authenticate": f'{BEARER}, error="insufficient_scope", {scope}'}


def refusal_in_words(refusal: Refusal) -> str:
    """Which permission is missing, or which module is disabled."""
    if refusal.reason == Reason.MODULE_DISABLED:
        module = modules.get(refusal.module)
        label = module.label if module else refusal.module
        return gettext("The module %(label)s (%(name)s) is disabled in this account.") % {
            "label": label,
            "name": refusal.module,
        }
    return gettext("The permission %(permission)s is missing.") % {"permission": refusal.permission}


class AddressNotAllowed(Problem):
    status_code = 403
    default_code = "address_not_allowed"
    default_detail = _(
        "Calls from this address are not allowed. The account or the consumer names the networks that are."
    )


class UnsignedBody(Problem):
    """Only for whoever holds the key: the signature itself was right."""

    status_code = 403
    default_code = "unsigned_body"
    default_detail = _("This account asks that signed requests sign their body too: send its hash in the header.")
