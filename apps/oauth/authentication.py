"""The validator's part that finds out who the client is."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.audit.actors import Actor
from apps.common.addresses import address_in
from apps.connections import clients
from apps.connections.callers import actor_of_consumer
from apps.connections.models import Consumer
from apps.oauth import credentials
from apps.oauth.request import OAuthRequest

GRANTS = {
    "authorization_code": Consumer.GRANT_AUTHORIZATION_CODE,
    "refresh_token": Consumer.GRANT_AUTHORIZATION_CODE,
    "client_credentials": Consumer.GRANT_CLIENT_CREDENTIALS,
}


def address_of(request: OAuthRequest) -> str | None:
    return address_in(request.headers)


def actor_of(request: OAuthRequest) -> Actor:
    return actor_of_consumer(request.client, address=address_of(request))


class ClientAuthentication:
    def client_authentication_required(self, request: OAuthRequest, *args: Any, **kwargs: Any) -> bool:
        """Whoever sends a secret is checked by it; whoever sends none must be a public app."""
        request.arrived = timezone.now()
        return credentials.read(request).secret is not None

    def authenticate_client(self, request: OAuthRequest, *args: Any, **kwargs: Any) -> bool:
        """Raises InvalidRequestError, InvalidClientError."""
        sent = credentials.read(request)
        return _known(request, clients.consumer_by_secret(sent.client_id, sent.secret or "", address_of(request)))

    def authenticate_client_id(self, client_id: str | None, request: OAuthRequest, *args: Any, **kwargs: Any) -> bool:
        return _known(request, clients.public_consumer(client_id, address_of(request)))

    def validate_client_id(self, client_id: str, request: OAuthRequest, *args: Any, **kwargs: Any) -> bool:
        """Whether the authorization endpoint knows the client; nobody is authenticated there."""
        return _known(request, clients.usable_consumer(client_id))

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Consumer, request: OAuthRequest, *args: Any, **kwargs: Any
    ) -> bool:
        """Each consumer has the one grant it was registered for."""
        return bool(client.authorization_grant_type == GRANTS[grant_type])


def _known(request: OAuthRequest, consumer: Consumer | None) -> bool:
    if consumer is None:
        return False
    request.client = consumer
    return True
