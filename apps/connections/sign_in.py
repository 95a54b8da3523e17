"""Signing in to an app with the portal (OpenID Connect Core 1.0): its scopes, and what they tell of a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import to_locale

from apps.accounts.models import Account, User
from apps.connections.models import Consumer

USER_CLAIMS = ["name", "locale", "zoneinfo", "email", "email_verified"]
OPENID, PROFILE, EMAIL = SIGN_IN = ("openid", "profile", "email")
SIGN_IN_LABELS: dict[str, str | Promise] = {
    OPENID: _("Recognise you when you sign in"),
    PROFILE: _("Your name, language and time zone"),
    EMAIL: _("Your e-mail address"),
}


def sign_in_scopes(consumer: Consumer) -> tuple[str, ...]:
    """The scopes of signing in, where they are switched on; nobody signs in by client credentials."""
    has_users = consumer.authorization_grant_type == Consumer.GRANT_AUTHORIZATION_CODE
    return SIGN_IN if consumer.offers_sign_in and has_users else ()


def is_sign_in_complete(scopes: Iterable[str]) -> bool:
    """Whether whoever asks for a person's name or address also asks who it is (OpenID Connect Core section 3.1.2.1)."""
    chosen = set(scopes)
    return OPENID in chosen or not chosen & set(SIGN_IN)


def claims_about(user: User, account: Account, scopes: frozenset[str]) -> dict[str, Any]:
    """What `scopes` tell of `user` (OpenID Connect Core sections 5.1 and 5.4). `sub` never changes or names another."""
    claims: dict[str, Any] = {"sub": str(user.pk)}
    if PROFILE in scopes:
        locale = to_locale(user.language or account.language).replace("_", "-")
        claims |= {"name": user.name, "locale": locale, "zoneinfo": account.time_zone}
    if EMAIL in scopes:
        # A Super Administrator can type any address; nobody has proved that mail reaches the person there.
        claims |= {"email": user.email, "email_verified": False}
    return claims


def sign_in_in_words(scopes: Iterable[str]) -> list[str]:
    """One line for each scope of signing in among `scopes`."""
    chosen = set(scopes)
    return [str(label) for scope, label in SIGN_IN_LABELS.items() if scope in chosen]
