"""What an app asks when it sends the user here to sign out (OpenID Connect RP-Initiated Logout 1.0 section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from apps.connections.clients import usable_consumer
from apps.connections.models import Consumer
from apps.connections.services.id_tokens import claims_of_own


@dataclass(frozen=True)
class SigningOut:
    """`back` is where the browser goes afterwards, state included; "" when nothing proves that the app wants it there.

    `is_from_app`: it brought an ID token of ours, which only the app itself was given.
    """

    back: str
    is_from_app: bool


def read(parameters: Mapping[str, str]) -> SigningOut:
    """The app's request. Whatever is wrong with it, the user can still sign out; only nothing leads elsewhere then."""
    hint = parameters.get("id_token_hint")
    claims = claims_of_own(hint) if hint else None
    if hint and claims is None:
        return SigningOut("", is_from_app=False)
    consumer = _consumer(parameters.get("client_id"), claims)
    back = _registered(consumer, parameters.get("post_logout_redirect_uri", ""))
    return SigningOut(
        _with_state(back, parameters.get("state")), is_from_app=claims is not None and consumer is not None
    )


def _consumer(client_id: str | None, claims: dict[str, Any] | None) -> Consumer | None:
    """The app that both the ID token and the request name, if they name one."""
    of_hint = str(claims["aud"]) if claims else None
    if client_id and of_hint and client_id != of_hint:
        return None
    found = usable_consumer(of_hint or client_id)
    return found if found is not None and found.offers_sign_in else None


def _registered(consumer: Consumer | None, url: str) -> str:
    """Compared as strings, whole; nothing is taken apart or mended."""
    return url if consumer is not None and url in consumer.sign_out_urls else ""


def _with_state(url: str, state: str | None) -> str:
    if not url or state is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'state': state}, quote_via=quote)}"
