"""The two ceremonies of WebAuthn, registering and proving; the challenge of each waits in the session, for one use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError

from apps.accounts.backends import may_be_signed_in

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from apps.accounts.models import User

Options = dict[str, Any]


class Proof(NamedTuple):
    """The passkey that answered, and how often its device says that it has signed with it."""

    passkey: Authenticator
    sign_count: int


def are_possible() -> bool:
    """Whether browsers make and prove passkeys here: for a host name and no number, over https, or at localhost.

    WebAuthn level 2, sections 5.1.3 and 5.1.4: the relying party is a domain, in a secure context.
    """
    here = urlsplit(settings.PUBLIC_URL)
    host = here.hostname or ""
    return host == "localhost" or (here.scheme == "https" and not host.replace(".", "").isdigit() and ":" not in host)


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


def proved(user: User | None, credential: Any) -> Proof | None:
    """The passkey, of `user` or at a sign-in of whom it says, that answered the challenge of this session.

    Where it is the only proof, its device must have asked for finger, face or PIN, whatever the challenge was made for.
    """
    try:
        response = auth.parse_authentication_response(credential).response
        owner = user or auth.extract_user_from_response(credential)
        is_enough = user is not None or response.authenticator_data.is_user_verified()
        if not (is_enough and _came_from_here(response.client_data) and may_be_signed_in(owner)):
            return None
        return Proof(auth.complete_authentication(owner, credential), response.authenticator_data.counter)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    finally:
        auth.clear_state()


def _came_from_here(client_data: Any) -> bool:
    """The page's whole origin: the library would also believe a neighbour's host name below ours."""
    return bool(client_data.origin == settings.PUBLIC_URL)
