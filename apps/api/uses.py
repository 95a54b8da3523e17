"""Which permission a call is a use of, noted when it was answered: of programs only, and only what was let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.api.refusals import KEPT
from apps.connections.services.permission_uses import Use, note_use

if TYPE_CHECKING:
    from rest_framework.request import Request

FAILED = 500


def use_of(request: Request, permission: str) -> Use | None:
    """None for a person who tries something out from the documentation."""
    shown: Any = request.successful_authenticator
    if token := getattr(shown, "token", None):
        consumer = token.application
        return Use(consumer.account_id, consumer.pk, token.authorization_id, permission)
    secret = getattr(shown, "secret", None)
    return Use(secret.api_key.account_id, None, None, permission) if secret else None


def note(use: Use | None, status: int) -> None:
    """`use` was answered with `status`. What was refused in the end was no use, nor is what this server failed at."""
    if use is not None and status < FAILED and status not in KEPT:
        note_use(use)
