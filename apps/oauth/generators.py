"""How this server's tokens are made, for the toolkit's ACCESS_TOKEN_GENERATOR and REFRESH_TOKEN_GENERATOR."""

from oauthlib.common import Request

from apps.common.tokens import Prefix, new_token
from apps.connections.services.issuing import successor


def access_token(request: Request) -> str:
    return _token(Prefix.ACCESS_TOKEN, request)


def refresh_token(request: Request) -> str:
    return _token(Prefix.REFRESH_TOKEN, request)


def _token(prefix: Prefix, request: Request) -> str:
    # A client that lost the answer to its refresh gets the same one again, although nothing readable was kept of it.
    if request.grant_type == "refresh_token":
        return successor(prefix, str(request.refresh_token))
    return new_token(prefix)
