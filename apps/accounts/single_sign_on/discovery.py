"""What a provider says of itself, looked at before it is trusted with the account's people."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.single_sign_on.issuers import ProviderSession

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


def check_provider(issuer: str) -> None:
    """Fetch the document of `issuer` and see that it can be used (OpenID Connect Discovery 1.0 sections 3 and 4.3).

    Raises ValidationError, which names `issuer`.
    """
    said = _fetched(issuer)
    if str(said.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise _refusal(_("It calls itself by another name than this issuer."))
    missing = [name for name in ENDPOINTS if not _is_address(said.get(name), issuer)]
    if missing:
        raise _refusal(_("Its document has no usable %(names)s.") % {"names": ", ".join(missing)})


def _fetched(issuer: str) -> dict[str, Any]:
    try:
        with ProviderSession() as session:
            response = session.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            response.raise_for_status()
            said = response.json()
    except requests.RequestException as error:
        raise _refusal(_("It cannot be reached, or does not answer as OpenID Connect demands.")) from error
    if not isinstance(said, dict):
        raise _refusal(_("It cannot be reached, or does not answer as OpenID Connect demands."))
    return said


def _is_address(value: Any, issuer: str) -> bool:
    """Whether `value` is a URL over TLS, or over what the operator permitted the issuer itself."""
    parts, own = urlsplit(value if isinstance(value, str) else ""), urlsplit(issuer)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
    )


def _refusal(text: str) -> ValidationError:
    return ValidationError({"issuer": text})
