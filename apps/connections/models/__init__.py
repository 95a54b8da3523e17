"""Who may call. The six models of django-oauth-toolkit are swapped for the ones here, all together."""

from apps.connections.models.api_key import ApiKey, ApiSecret, HawkNonce
from apps.connections.models.authorization import Authorization
from apps.connections.models.consumer import Consumer, ConsumerSecret
from apps.connections.models.tokens import AccessToken, AuthorizationCode, DeviceGrant, IDToken, RefreshToken

__all__ = [
    "AccessToken",
    "ApiKey",
    "ApiSecret",
    "Authorization",
    "AuthorizationCode",
    "Consumer",
    "ConsumerSecret",
    "DeviceGrant",
    "HawkNonce",
    "IDToken",
    "RefreshToken",
]
