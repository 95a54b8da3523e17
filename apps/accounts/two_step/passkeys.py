"""The two ceremonies of WebAuthn, registering and proving; the challenge of each waits in the session, for one use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError

from apps.accounts.backends import may_be_signed_in

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from apps.accounts.models import User

Options = dict[str, Any]


def options_to_register(user: User) -> Options:
    """What the browser needs to make a passkey: one that finds itself, and asks its owner for finger, face or PIN."""
    options: Options = auth.begin_registration(user, passwordless=True)
    return options


def options_to_prove(user: User | None) -> Options:
    """What the browser needs to prove a passkey of `user`; of anybody, at a sign-in that names nobody."""
    options: Options = auth.begin_authentication(user)
    return options


def registered(credential: Any) -> bool:
    """Whether `credential` is the browser's answer to the challenge of this session."""
    try:
        response = auth.parse_registration_response(credential).response
        return _came_from_here(response.client_data) and bool(auth.complete_registration(credential).is_user_verified())
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    finally:
        auth.clear_state()


def proved(user: User | None, credential: Any) -> Authenticator | None:
    """The passkey, of `user` or at a sign-in of whom it says, that answered the challenge of this session.

    Where it is the only proof, its device must have asked for finger, face or PIN, whatever the challenge was made for.
    """
    try:
        response = auth.parse_authentication_response(credential).response
        owner = user or auth.extract_user_from_response(credential)
        is_enough = user is not None or response.authenticator_data.is_user_verified()
        if not (is_enough and _came_from_here(response.client_data) and may_be_signed_in(owner)):
            return None
        return auth.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    finally:
        auth.clear_state()


def _came_from_here(client_data: Any) -> bool:
    """The page's whole origin: the library would also believe a neighbour's host name below ours."""
    return bool(client_data.origin == settings.PUBLIC_URL)
