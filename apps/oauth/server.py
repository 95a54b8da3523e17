"""The authorization server: three grants, one response type, pushed requests, revocation and introspection.

Nothing else exists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oauthlib.common import Request
from oauthlib.oauth2 import BearerToken, ClientCredentialsGrant, RefreshTokenGrant
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc6749.endpoints import (
    AuthorizationEndpoint,
    IntrospectEndpoint,
    RevocationEndpoint,
    TokenEndpoint,
)

from apps.oauth.dpop import check_possession
from apps.oauth.grants import AuthorizationCodeGrant
from apps.oauth.lives import access_life_seconds
from apps.oauth.pushing import PushedRequestEndpoint

Generator = Callable[[Request], str]


class Server(AuthorizationEndpoint, IntrospectEndpoint, TokenEndpoint, RevocationEndpoint, PushedRequestEndpoint):
    def __init__(
        self,
        request_validator: Any,
        token_expires_in: int | None = None,
        token_generator: Generator | None = None,
        refresh_token_generator: Generator | None = None,
        **kwargs: Any,
    ) -> None:
        """`kwargs` are what the toolkit says about flows that do not exist here."""
        bearer = BearerToken(request_validator, token_generator, access_life_seconds, refresh_token_generator)
        code_grant = AuthorizationCodeGrant(request_validator)
        grants = {
            "authorization_code": code_grant,
            "client_credentials": ClientCredentialsGrant(request_validator, post_token=[check_possession]),
            "refresh_token": RefreshTokenGrant(request_validator, post_token=[check_possession]),
        }
        # The stubs take the token type for a name; it is the object that makes the tokens.
        AuthorizationEndpoint.__init__(self, "code", bearer, {"code": code_grant})  # type: ignore[arg-type]
        TokenEndpoint.__init__(self, "authorization_code", bearer, grants)  # type: ignore[arg-type]
        RevocationEndpoint.__init__(self, request_validator)
        IntrospectEndpoint.__init__(self, request_validator)
        PushedRequestEndpoint.__init__(self, request_validator, code_grant)

    def validate_token_request(self, request: Request) -> None:
        """Raises InvalidRequestError, UnsupportedGrantTypeError (RFC 6749 section 5.2)."""
        super().validate_token_request(request)
        if request.grant_type is None:
            raise errors.InvalidRequestError("Missing grant_type parameter.", request=request)
        if request.grant_type not in self.grant_types:
            raise errors.UnsupportedGrantTypeError(request=request)

    def validate_introspect_request(self, request: Request) -> None:
        """Raises InvalidClientError for a public app too: it proves nothing of itself (RFC 7662 section 2.1)."""
        super().validate_introspect_request(request)
        if not request.client or not request.client.is_confidential:
            raise errors.InvalidClientError(request=request)
