"""What is sent for a kind of app that has no use for it is refused, and not taken back in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.api import problems
from apps.connections.choices import SECURITY_OPTIONS, fitting
from apps.connections.models import Consumer

METHOD = "authentication_method"
FOR_CALLBACKS = ("redirect_uris", "cannot_send_pkce")


def check_fit(app: Consumer, values: Mapping[str, Any]) -> None:
    """Raises InvalidFields for what an app of this kind has no use for, rather than take it back in silence."""
    has_callbacks = app.authorization_grant_type == Consumer.GRANT_AUTHORIZATION_CODE
    fits = {*fitting(app), *(FOR_CALLBACKS if has_callbacks else ())}
    asked = [name for name in (*SECURITY_OPTIONS, *FOR_CALLBACKS) if values.get(name, "") not in ("", usual(name))]
    refuse({name: _("This kind of app has no such option.") for name in asked if name not in fits})
    method = values.get(METHOD, getattr(app, METHOD))
    if values.get("public_keys") and method != Consumer.PRIVATE_KEY_JWT:
        refuse({"public_keys": _("An app that proves itself with a secret has no public keys.")})


def usual(name: str) -> Any:
    return getattr(Consumer(), name)


def refuse(errors: Mapping[str, str]) -> None:
    if errors:
        raise problems.InvalidFields(errors)
