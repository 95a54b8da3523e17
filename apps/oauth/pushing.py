"""The pushed authorization request endpoint (RFC 9126 section 2), beside oauthlib's."""

from __future__ import annotations

import json
from typing import Any

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors, utils
from oauthlib.oauth2.rfc6749.endpoints.base import BaseEndpoint, catch_errors_and_unavailability

from apps.common.addresses import address_in
from apps.connections.services.pushing import OPENS_WITHIN, push_by_stranger, push_request
from apps.oauth.dpop import InvalidDPoPProof, announced_key, proven_key
from apps.oauth.failures import TooManyFailures
from apps.oauth.grants import AuthorizationCodeGrant
from apps.oauth.pushed import URN
from apps.oauth.request import OAuthRequest

KEPT = frozenset({
    "response_type", "response_mode", "redirect_uri", "scope", "optional_scope", "state", "nonce", "prompt", "max_age",
    "code_challenge", "code_challenge_method", "login_hint", "id_token_hint", "ui_locales", "dpop_jkt",
})  # fmt: skip
"""What the authorization endpoint reads; anything else could only fill the table."""


class PushedRequestEndpoint(BaseEndpoint):
    def __init__(self, request_validator: Any, grant: AuthorizationCodeGrant) -> None:
        BaseEndpoint.__init__(self)
        self.request_validator, self.grant = request_validator, grant

    @catch_errors_and_unavailability
    def create_pushed_response(
        self, uri: str, http_method: str, body: str, headers: dict[str, Any]
    ) -> tuple[dict[str, str], str, int]:
        """Authenticates the client, validates its request as authorize would, and keeps it."""
        request: Any = Request(uri, "POST", body, headers)
        try:
            self._authenticate(request)
            content = self._push(request)
        except errors.OAuth2Error as error:
            return error.headers, error.json, error.status_code
        return {}, json.dumps(content), 201

    def _authenticate(self, request: OAuthRequest) -> None:
        """As at the token endpoint. Raises InvalidClientError, InvalidRequestError."""
        ask = self.request_validator
        if ask.client_authentication_required(request):
            is_known = ask.authenticate_client(request)
        else:
            is_known = ask.authenticate_client_id(request.client_id, request)
        if not is_known:
            raise errors.InvalidClientError(request=request)

    def _push(self, request: OAuthRequest) -> dict[str, Any]:
        """Raises OAuth2Error."""
        if getattr(request, "request_uri", None) is not None:
            raise errors.InvalidRequestError("A pushed request cannot name another one.", request=request)
        client = request.client
        _require_room(request)
        request.client_id, request.scopes = client.client_id, utils.scope_to_list(request.scope) or []
        self.grant.validate_authorization_request(request)
        plain = push_request(consumer=client, parameters=_parameters(request))
        return {"request_uri": URN + plain, "expires_in": int(OPENS_WITHIN.total_seconds())}


def _require_room(request: OAuthRequest) -> None:
    """Anybody can push in the name of a public app: from one place, not without end. Raises TooManyFailures."""
    if request.client.is_confidential:
        return
    retry_after = push_by_stranger(address=address_in(request.headers))
    if retry_after:
        raise TooManyFailures(retry_after)


def _parameters(request: OAuthRequest) -> dict[str, str]:
    """What is kept of the request, and nothing that proved who the client is. Raises InvalidDPoPProof."""
    sent = {name: value for name, value in request.decoded_body or [] if name in KEPT}
    return sent | {"client_id": request.client.client_id} | _key(request)


def _key(request: OAuthRequest) -> dict[str, str]:
    """A proof that comes with the request binds the code as `dpop_jkt` does (RFC 9449 section 10.1)."""
    key = proven_key(request)
    if key and announced_key(request) not in ("", key):
        raise InvalidDPoPProof("The proof is not of the key that dpop_jkt names.", request=request)
    return {"dpop_jkt": key} if key else {}
