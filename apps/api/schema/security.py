"""The ways in, and which of them a method takes."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import modules
from apps.accounts.words import permissions_in_words
from apps.api.schema.values import Schema
from apps.api.session import may_be_tried
from apps.connections.callers import EVERYTHING
from apps.connections.scopes import every_scope

# One scheme for each flow: a page that logs out of the one can then go on with the other.
PROGRAM, PERSON = "ClientCredentials", "AuthorizationCode"
FLOWS = (PROGRAM, PERSON)


def schemes() -> dict[str, Schema]:
    """components.securitySchemes."""
    token = address("oauth:token")
    consent = {"authorizationUrl": address("oauth:authorize"), "tokenUrl": token, "refreshUrl": token}
    return {
        PROGRAM: {
            "type": "oauth2",
            "description": _("An access token of a program by itself."),
            "flows": {"clientCredentials": {"tokenUrl": token, "scopes": in_words(every_scope())}},
        },
        PERSON: {
            "type": "oauth2",
            "description": _("An access token for a person who consented, with PKCE."),
            "flows": {"authorizationCode": {**consent, "scopes": scopes()}},
        },
        "DPoP": {
            "type": "http",
            "scheme": "dpop",
            "description": _("An access token that is bound to a key, with a proof of that key (RFC 9449)."),
        },
        "Hawk": {
            "type": "http",
            "scheme": "hawk",
            "description": _("The request signed with the account's API key: SHA-256, a clock within 60 seconds."),
        },
        "Basic": {
            "type": "http",
            "scheme": "basic",
            "description": _("The API key and its secret themselves, only in accounts that allow it for old scripts."),
        },
        "BrowserSession": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRFToken",
            "description": _("Only for this documentation: whoever is signed in here tries as themselves."),
        },
    }  # fmt: skip


def address(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}"


def scopes() -> dict[str, str]:
    """All that an app can ask a person for: also what only a Super Administrator can let it have."""
    return in_words([*every_scope(), *sorted(modules.permissions_of(modules.lent_by_consent()))])


def in_words(named: list[str]) -> dict[str, str]:
    everything = {EVERYTHING: _("Everything that the permission group grants")}
    return everything | {scope: permissions_in_words([scope])[0] for scope in named if scope != EVERYTHING}


def of(permission: str) -> list[dict[str, list[str]]]:
    """Any one of these is enough. Whoever has no scope of their own needs the permission all the same.

    What only a Super Administrator holds is never part of everything, and nobody but a lent token carries it.
    """
    if permission in modules.owners_permissions():
        return [{PERSON: [permission]}, {"DPoP": []}]
    narrow = [{flow: [permission]} for flow in FLOWS] if permission else []
    session: list[dict[str, list[str]]] = [{"BrowserSession": []}] if not permission or may_be_tried(permission) else []
    wide = [{flow: [EVERYTHING]} for flow in FLOWS]
    return [*narrow, *wide, {"DPoP": []}, {"Hawk": []}, {"Basic": []}, *session]
