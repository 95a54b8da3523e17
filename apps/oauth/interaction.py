"""What an app asks of the conversation with the user, besides consent itself (OpenID Connect Core section 3.1.2.1).

It works the same for an app that asks for no sign-in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors

from apps.accounts.models import User
from apps.connections.services.id_tokens import claims_of_own

NONE, LOGIN, CONSENT, SELECT_ACCOUNT = "none", "login", "consent", "select_account"
PROMPTS = [NONE, LOGIN, CONSENT, SELECT_ACCOUNT]
LONGEST_ADDRESS = 254
SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Interaction:
    """`login_hint` is an e-mail address or ""; who it belongs to, or whether to anybody, is never told.

    `subject` is whom an ID token of ours names that the app sent along, or "".
    """

    prompts: frozenset[str]
    max_age: timedelta | None
    login_hint: str
    subject: str = ""

    @property
    def is_silent(self) -> bool:
        return NONE in self.prompts

    def needs_proof(self, proof: datetime | None) -> bool:
        """Whether the user must prove again who they are, having done so at `proof`."""
        if LOGIN in self.prompts or self.max_age == timedelta(0):
            return True
        return self.max_age is not None and (proof is None or timezone.now() - proof > self.max_age)

    def is_about(self, user: User) -> bool:
        """Whether the app may be meant for `user`, as far as it has said."""
        return self.login_hint in ("", user.email) and self.subject in ("", str(user.pk))

    def needs_page(self, user: User) -> bool:
        """Whether the user must see who asks and as whom, whatever was agreed before."""
        return bool(self.prompts & {CONSENT, SELECT_ACCOUNT}) or not self.is_about(user)


def interaction_of(request: Request) -> Interaction:
    """Raises InvalidRequestError for what cannot be done, which the app is told."""
    return Interaction(_prompts(request), _max_age(request), _login_hint(request), _subject(request))


def check_interaction(request: Request) -> dict[str, Any]:
    """For oauthlib, before anything else that the app can be told. Raises InvalidRequestError."""
    interaction_of(request)
    return {}


def _prompts(request: Request) -> frozenset[str]:
    prompts = frozenset((request.prompt or "").split(" ")) - {""}
    if not prompts <= set(PROMPTS):
        raise errors.InvalidRequestError(f"The prompt must be of: {', '.join(PROMPTS)}.", request=request)
    if NONE in prompts and len(prompts) > 1:
        raise errors.InvalidRequestError("The prompt none goes with no other.", request=request)
    return prompts


def _max_age(request: Request) -> timedelta | None:
    if request.max_age is None:
        return None
    if not SECONDS.fullmatch(request.max_age):
        raise errors.InvalidRequestError("The max_age must be a number of seconds.", request=request)
    return timedelta(seconds=int(request.max_age))


def _login_hint(request: Request) -> str:
    """What is no e-mail address hints at nothing here."""
    hint = (request.login_hint or "").lower()
    try:
        validate_email(hint)
    except ValidationError:
        return ""
    return hint if len(hint) <= LONGEST_ADDRESS else ""


def _subject(request: Request) -> str:
    """The same for an ID token that this server did not sign; one that is expired still names somebody."""
    claims = claims_of_own(request.id_token_hint) if request.id_token_hint else None
    return str(claims["sub"]) if claims else ""
