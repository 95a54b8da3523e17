"""What introspection says of a live token (RFC 7662 section 2.2)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from apps.connections.models import AccessToken


def claims_of(token: AccessToken) -> dict[str, Any]:
    """`sub` is the user, or the consumer that acts for itself; times are seconds since 1970."""
    client_id = token.application.client_id
    claims = {
        "scope": token.scope,
        "client_id": client_id,
        "token_type": "Bearer",
        "sub": str(token.user.pk) if token.user else client_id,
        "exp": int(token.expires.timestamp()),
        "iat": int(token.created.timestamp()),
        "iss": settings.PUBLIC_URL,
    }
    return claims | {"username": token.user.email} if token.user else claims
