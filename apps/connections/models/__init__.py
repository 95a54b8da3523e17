"""Who may call. The six models of django-oauth-toolkit are swapped for the ones here, all together."""

from apps.connections.models.access_token import AccessToken
from apps.connections.models.api_key import ApiKey, ApiSecret, HawkNonce
from apps.connections.models.authorization import Authorization
from apps.connections.models.authorization_code import AuthorizationCode
from apps.connections.models.call_address import CallAddress
from apps.connections.models.consumer import Consumer
from apps.connections.models.consumer_secret import ConsumerSecret
from apps.connections.models.idempotency import IdempotencyKey
from apps.connections.models.meter import CallMeter
from apps.connections.models.not_issued import DeviceGrant, IDToken
from apps.connections.models.permission_use import PermissionUse
from apps.connections.models.pushed_request import PushedRequest
from apps.connections.models.refresh_token import RefreshToken
from apps.connections.models.refusal import Refusal
from apps.connections.models.signing_key import SigningKey
from apps.connections.models.spent_identifier import SpentIdentifier

__all__ = [
    "AccessToken",
    "ApiKey",
    "ApiSecret",
    "Authorization",
    "AuthorizationCode",
    "CallAddress",
    "CallMeter",
    "Consumer",
    "ConsumerSecret",
    "DeviceGrant",
    "HawkNonce",
    "IDToken",
    "IdempotencyKey",
    "PermissionUse",
    "PushedRequest",
    "RefreshToken",
    "Refusal",
    "SigningKey",
    "SpentIdentifier",
]
