"""The validator's part that finds out who the client is."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from oauthlib.oauth2 import InvalidClientError, OAuth2Error

from apps.audit.actors import Actor
from apps.connections import clients
from apps.connections.callers import actor_of_consumer, is_address_allowed
from apps.connections.models import Consumer
from apps.connections.services.assertions import claimed_client, consumer_by_assertion
from apps.oauth import at_once, attempts, credentials, failures
from apps.oauth.assertions import audiences
from apps.oauth.request import OAuthRequest

GRANTS = {
    "authorization_code": Consumer.GRANT_AUTHORIZATION_CODE,
    "refresh_token": Consumer.GRANT_AUTHORIZATION_CODE,
    "client_credentials": Consumer.GRANT_CLIENT_CREDENTIALS,
}


def address_of(request: OAuthRequest) -> str | None:
    return attempts.of(request).address


def actor_of(request: OAuthRequest) -> Actor:
    return actor_of_consumer(request.client, address=address_of(request))


class ClientAuthentication:
    def client_authentication_required(self, request: OAuthRequest, *args: Any, **kwargs: Any) -> bool:
        """Whoever sends a secret or an assertion is checked by it; whoever sends none must be a public app."""
        request.arrived = timezone.now()
        return sent_by(request).prove_something

    def authenticate_client(self, request: OAuthRequest, *args: Any, **kwargs: Any) -> bool:
        """Raises InvalidRequestError, InvalidClientError."""
        sent, address = sent_by(request), address_of(request)
        if sent.assertion is None:
            return admitted(request, _by_secret(request, sent, address), sent.client_id)
        found = consumer_by_assertion(
            assertion=sent.assertion, client_id=sent.client_id, audiences=audiences(request), address=address
        )
        return admitted(request, found, sent.client_id or claimed_client(sent.assertion))

    def authenticate_client_id(self, client_id: str | None, request: OAuthRequest, *args: Any, **kwargs: Any) -> bool:
        return admitted(request, clients.public_consumer(client_id, address_of(request)), client_id)

    def validate_client_id(self, client_id: str, request: OAuthRequest, *args: Any, **kwargs: Any) -> bool:
        """Whether the authorization endpoint knows the client; nobody is authenticated there."""
        return _known(request, clients.usable_consumer(client_id))

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Consumer, request: OAuthRequest, *args: Any, **kwargs: Any
    ) -> bool:
        """Each consumer has the one grant it was registered for."""
        return bool(client.authorization_grant_type == GRANTS[grant_type])


def _by_secret(request: OAuthRequest, sent: credentials.Credentials, address: str | None) -> Consumer | None:
    """Who has the secret; the plainest request of all has its token with that. Raises InvalidGrantError."""
    names_scopes = bool(request.scope or getattr(request, "response_type", None))
    try:
        return at_once.client_with_token(request, sent) or clients.consumer_by_secret(
            sent.client_id, sent.secret or "", address, is_plain=not names_scopes
        )
    except at_once.Nobody:
        return None


class AddressNotAllowed(OAuth2Error):
    """Told only to a client that has said who it is."""

    error = "unauthorized_client"
    description = "This client cannot be used from your address."


def sent_by(request: OAuthRequest) -> credentials.Credentials:
    """Raises InvalidRequestError; InvalidClientError and TooManyFailures for what can be nobody's."""
    try:
        return credentials.read(request)
    except InvalidClientError:
        failures.count(request, None)
        raise


def admitted(request: OAuthRequest, consumer: Consumer | None, claimed: str | None) -> bool:
    """Whether there is a `consumer`: whoever `claimed` to be one and is not has failed.

    Raises TooManyFailures; AddressNotAllowed when the consumer is right and where it calls from is not.
    """
    if consumer is None:
        failures.count(request, claimed)
        return False
    attempt = attempts.of(request)
    attempt.consumer = consumer
    if not is_address_allowed(address_of(request), account=consumer.account, consumer=consumer):
        attempt.detail = "address_not_allowed"
        raise AddressNotAllowed(request=request)
    return _known(request, consumer)


def _known(request: OAuthRequest, consumer: Consumer | None) -> bool:
    if consumer is None:
        return False
    request.client = consumer
    return True
