"""How this server's tokens are made, for the toolkit's ACCESS_TOKEN_GENERATOR and REFRESH_TOKEN_GENERATOR."""

from oauthlib.common import Request

from apps.common.tokens import Prefix, new_token
from apps.connections.services.successors import successor, successors


def access_token(request: Request) -> str:
    return getattr(request, "issued_at_once", None) or _token(Prefix.ACCESS_TOKEN, request)


def refresh_token(request: Request) -> str:
    return _token(Prefix.REFRESH_TOKEN, request)


def _token(prefix: Prefix, request: Request) -> str:
    # A client that lost the answer to its refresh gets the same one again, although nothing readable was kept of it.
    if request.grant_type == "refresh_token":
        return successor(prefix, str(request.refresh_token))
    return new_token(prefix)


def earlier_successors(request: Request) -> list[dict[str, str]]:
    """What an older pepper made of the same refresh token: a client that asks again then gets what it got before."""
    used = str(request.refresh_token)
    pairs = zip(successors(Prefix.ACCESS_TOKEN, used), successors(Prefix.REFRESH_TOKEN, used), strict=True)
    return [{"access_token": access, "refresh_token": refresh} for access, refresh in pairs][1:]
