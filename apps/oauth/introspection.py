"""What introspection says of a live token (RFC 7662 section 2.2)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from apps.connections.callers import is_live, scopes_now
from apps.connections.models import AccessToken, Consumer


def seen_by(client: Consumer, plain: str) -> AccessToken | None:
    """The live token that reads `plain`, if it is one of `client` or `client` guards the account's resources."""
    found = AccessToken.objects.presented(plain, client.account, is_last=True)
    is_told = found is not None and (client.is_resource_server or found.application_id == client.pk)
    return found if found is not None and is_told and is_live(found) else None


def claims_of(token: AccessToken) -> dict[str, Any]:
    """`sub` is the user, or the consumer that acts for itself; `aud` is the API; times are seconds since 1970."""
    client_id = token.application.client_id
    claims = {
        "scope": scopes_now(token),
        "client_id": client_id,
        "token_type": "DPoP" if token.jkt else "Bearer",
        "sub": str(token.user.pk) if token.user else client_id,
        "exp": int(token.expires.timestamp()),
        "iat": int(token.created.timestamp()),
        "iss": settings.PUBLIC_URL,
        "aud": settings.PUBLIC_URL,
    }
    # To whoever checks it, a bound token is worth nothing without a proof of this key (RFC 9449 section 6.2).
    claims |= {"cnf": {"jkt": token.jkt}} if token.jkt else {}
    return claims | {"username": token.user.email} if token.user else claims
