"""What allauth asks about second factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from apps.accounts.two_step.codes import ISSUER
from apps.accounts.two_step.state import FACTORS, has_any

if TYPE_CHECKING:
    from collections.abc import Iterable


class TwoStepAdapter(DefaultMFAAdapter):
    def is_mfa_enabled(self, user: Any, types: Iterable[str] | None = None) -> bool:
        return not user.is_anonymous and has_any(user, FACTORS if types is None else types)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Configured: a forged Host header must not name the site that a passkey is for."""
        return {"id": urlsplit(settings.PUBLIC_URL).hostname or "", "name": ISSUER}

    def encrypt(self, text: str) -> str:
        """Nothing may be kept this way: where a secret belongs is not known here, so it could not be bound to it."""
        raise TypeError("second factors are sealed by apps.accounts.code_factors")

    def decrypt(self, encrypted_text: str) -> str:
        raise TypeError("second factors are opened by apps.accounts.code_factors")
