"""What can go wrong, one class each: status, stable code word, and the headers that the RFCs ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException

from apps.accounts import modules
from apps.accounts.permissions import Reason, Refusal

BEARER = 'Bearer realm="Conexiones"'
HAWK = "Hawk"
RETRY_AFTER_SECONDS = "5"

Text = str | Promise


class Problem(APIException):
    """An answer that is not a success. `headers` go out with it, `data` is None for the plain {"ERROR": message}."""

    headers: dict[str, str] = {}
    data: list[Any] | None = None


class Unauthenticated(Problem):
    """No credentials were sent (RFC 6750 section 3.1: then the challenge holds no error code)."""

    status_code = 401
    default_code = "authentication_required"
    default_detail = _("Authentication is required: send an access token, or sign the request with the API key.")
    headers = {"WWW-Authenticate": f"{BEARER}, {HAWK}"}


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


class UnknownPath(Problem):
    status_code = 404
    default_code = "not_found"
    default_detail = _("There is nothing at this address.")


class UnknownCode(Problem):
    status_code = 404
    default_code = "not_found"
    default_detail = _("Nothing with this code exists.")


class AlreadyExists(Problem):
    status_code = 409
    default_code = "already_exists"
    default_detail = _("Something with this code exists already.")


class Malformed(Problem):
    status_code = 400
    default_code = "malformed"
    default_detail = _("The request could not be understood.")


class InvalidFields(Problem):
    """`fields` maps each field, by the name the caller used, to what is wrong with it."""

    status_code = 400
    default_code = "invalid_fields"

    def __init__(self, fields: Mapping[str, Text]) -> None:
        self.fields = dict(fields)
        super().__init__(gettext("Not valid: %(names)s.") % {"names": ", ".join(fields)})
        entries = [{"field": name, "field_message": str(text)} for name, text in fields.items()]
        self.data = [{"invalid_fields": entries}]


class LengthRequired(Problem):
    status_code = 411
    default_code = "length_required"
    default_detail = _("Send the body with a Content-Length, not in chunks.")


class TooLarge(Problem):
    status_code = 413
    default_code = "too_large"
    default_detail = _("The body is too large.")


class UnsupportedBody(Problem):
    status_code = 415
    default_code = "unsupported_media_type"
    default_detail = _("Send the body as application/json, application/x-www-form-urlencoded or multipart/form-data.")


class Unavailable(Problem):
    status_code = 503
    default_code = "unavailable"
    default_detail = _("The service is not available at the moment. Try again in a few seconds.")
    headers = {"Retry-After": RETRY_AFTER_SECONDS}


class ServerError(Problem):
    status_code = 500
    default_code = "server_error"
