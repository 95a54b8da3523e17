"""Ready-to-run programs: the key is filled in, only the secret is left to the reader's environment.

Each is a text template in templates/settings/api_connections/samples/; the tests run them as the page shows them.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from apps.accounts import modules
from apps.connections.callers import EVERYTHING
from apps.connections.models import Consumer
from apps.connections.public_keys import ALGORITHMS_OF, key_set

if TYPE_CHECKING:
    from apps.accounts.models import Account
    from apps.connections.models import ApiKey

FOLDER = "settings/api_connections/samples"
PORTS = {"https": 443, "http": 80}
KEY_CLASSES = {"RSA": "RSAKey", "EC": "ECKey", "OKP": "OKPKey"}
CURL, REQUESTS = ("curl", "sh", "curl"), ("requests", "py", "Python (requests)")
AUTHLIB, FETCH = ("authlib", "py", "Python (Authlib)"), ("fetch", "mjs", "JavaScript")
PROGRAMS = {
    "hawk": (CURL, ("mohawk", "py", "Python"), ("hawk", "mjs", "JavaScript")),
    "program": (CURL, REQUESTS, AUTHLIB, FETCH),
    "app": (CURL, AUTHLIB, FETCH),
}
SIGNING = (AUTHLIB,)


@dataclass(frozen=True)
class Tab:
    """One program; `id` is its place on the page."""

    id: str
    label: str
    code: str


@dataclass(frozen=True)
class Samples:
    """The same in several languages; `note` is what the reader must know, `name` what ties the tabs together."""

    name: str
    tabs: tuple[Tab, ...]
    note: str = ""


def of_api_key(api_key: ApiKey, account: Account, name: str = "sample") -> Samples:
    """A signed request. `name` is its own for each place where samples are on one page."""
    parts = urlsplit(settings.PUBLIC_URL)
    place = {"host": parts.hostname, "port": parts.port or PORTS[parts.scheme]}
    resource = address_for(modules.permissions_of(modules.data()), account)
    tabs = _tabs("hawk", PROGRAMS["hawk"], name, {"key": api_key.key, "resource": resource, **place})
    return Samples(name, tabs, _("The key is filled in; put the secret into the environment variable API_SECRET."))


def of_consumer(consumer: Consumer, account: Account, name: str = "sample") -> Samples:
    """A token and a call with it, as this kind of consumer gets one; without tabs where that takes a library."""
    if consumer.requires_dpop or consumer.requires_par:
        return Samples(name, (), _library_words(consumer))
    kind = "app" if consumer.authorization_grant_type == Consumer.GRANT_AUTHORIZATION_CODE else "program"
    signs = consumer.authentication_method == Consumer.PRIVATE_KEY_JWT
    tabs = _tabs(kind, SIGNING if signs else PROGRAMS[kind], name, _words_of(consumer, account))
    return Samples(name, tabs, _note(consumer, signs))


def address_for(permissions: Collection[str], account: Account) -> str:
    """The first list that whoever holds `permissions` may really read; with none, what everybody may."""
    module = _first_viewable(permissions, account)
    return f"/api/{module.list_name}?limit=1" if module else "/api/me"


def _first_viewable(permissions: Collection[str], account: Account) -> modules.Module | None:
    on = [module for module in modules.data() if module.name in account.enabled_modules]
    return next((module for module in on if module.permission(modules.VIEW) in permissions), None)


def _words_of(consumer: Consumer, account: Account) -> dict[str, Any]:
    permissions = consumer.permission_group.permissions
    module = _first_viewable(permissions, account)
    return {
        "key": consumer.client_id,
        "resource": address_for(permissions, account),
        "scope": module.permission(modules.VIEW) if module else EVERYTHING,
        "is_public": not consumer.is_confidential,
        **_callback(consumer),
        **_signature(consumer),
    }


def _callback(consumer: Consumer) -> dict[str, str]:
    """Quoted: somebody typed it, and somebody else runs the program."""
    first = next(iter(consumer.callback_urls), "")
    return {"callback_quoted": json.dumps(first), "callback_in_shell": shlex.quote(first)}


def _signature(consumer: Consumer) -> dict[str, Any]:
    if consumer.authentication_method != Consumer.PRIVATE_KEY_JWT:
        return {"signs": False}
    key = key_set(consumer.public_keys)[0]
    kind = key.jwk["kty"]
    return {"signs": True, "algorithm": key.algorithm or ALGORITHMS_OF[kind][0], "key_class": KEY_CLASSES[kind]}


def _note(consumer: Consumer, signs: bool) -> str:
    if signs:
        return _("The key is filled in; put the private key, as PEM, into the environment variable OAUTH_PRIVATE_KEY.")
    if not consumer.is_confidential:
        return _("The key is filled in, and a public app has no secret: PKCE proves each request.")
    return _("The key is filled in; put the secret into the environment variable OAUTH_CLIENT_SECRET.")


def _library_words(consumer: Consumer) -> str:
    why = _("This consumer must push its authorization requests (RFC 9126).")
    if consumer.requires_dpop:
        why = _("This consumer must prove with every call that it possesses a key (DPoP, RFC 9449).")
    return why + " " + _("Take a library that does it: openid-client or oauth4webapi for JavaScript.")


def _tabs(kind: str, programs: tuple[tuple[str, str, str], ...], name: str, words: dict[str, Any]) -> tuple[Tab, ...]:
    words = {"url": settings.PUBLIC_URL, **words}
    return tuple(
        Tab(f"{name}-{file}-{suffix}", label, render_to_string(f"{FOLDER}/{kind}/{file}.txt", words))
        for file, suffix, label in programs
    )
