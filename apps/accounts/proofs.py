"""When and how the person at this browser proved who they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records

if TYPE_CHECKING:
    from django.http import HttpRequest

METHODS = {"password": "pwd", "totp": "otp", "recovery_codes": "otp", "webauthn": "pop"}
"""allauth's names for the ways of proof, as the standard spells them (RFC 8176 section 2)."""
SEVERAL = "mfa"
ELSEWHERE = "socialaccount"


def last_proof(request: HttpRequest) -> datetime | None:
    """The latest sign-in, second factor or confirmation of `request.user` in this session, or None without any.

    Somebody may have been signed in at their company for hours when they come from there: that proves nothing now.
    """
    proofs = get_authentication_records(request, request.user)
    times = [proof["at"] for proof in proofs if proof["method"] != ELSEWHERE or proof.get("reauthenticated")]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def proof_methods(request: HttpRequest) -> list[str]:
    """How they proved it in this session, in the words of RFC 8176."""
    used = {proof.get("type", proof["method"]) for proof in get_authentication_records(request, request.user)}
    methods = {METHODS[method] for method in used & METHODS.keys()}
    return sorted(methods | ({SEVERAL} if len(methods) > 1 else set()))
