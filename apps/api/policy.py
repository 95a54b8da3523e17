"""What the account, and the consumer for itself, demand of whoever calls: asked on every call, after who it is."""

from __future__ import annotations

from rest_framework.request import Request

from apps.api import problems
from apps.api.authentication import HawkAuthentication, address_of, caller_of, consumer_of
from apps.api.sizes import body_of
from apps.connections.callers import is_address_allowed


def require(request: Request) -> None:
    """Raises AddressNotAllowed, UnsignedBody."""
    caller = caller_of(request)
    if caller is None or caller.account is None:
        return
    if not is_address_allowed(address_of(request), account=caller.account, consumer=consumer_of(request)):
        raise problems.AddressNotAllowed
    shown = request.successful_authenticator
    if isinstance(shown, HawkAuthentication) and caller.account.must_sign_bodies:
        _require_hash(request, shown)


def _require_hash(request: Request, signed: HawkAuthentication) -> None:
    if signed.verified and not signed.verified.header.hash and body_of(request._request):
        raise problems.UnsignedBody
