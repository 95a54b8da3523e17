"""What an archive of an account leaves out of the tables of this app: all that opens something."""

from apps.common import archiving
from apps.connections.models import (
    AccessToken,
    ApiSecret,
    AuthorizationCode,
    Consumer,
    ConsumerSecret,
    DeviceGrant,
    HawkNonce,
    IdempotencyKey,
    IDToken,
    PushedRequest,
    RefreshToken,
    SpentIdentifier,
)

archiving.leave_out(ApiSecret, "sealed", reason="a secret, sealed")
archiving.leave_out(
    ConsumerSecret, "digest", "pepper_version", reason="the digest of a secret, and what it was made with"
)
archiving.leave_out(Consumer, "name_key", reason="made of the name, for searching")
for tokens in (AccessToken, RefreshToken, AuthorizationCode):
    archiving.leave_out(tokens, reason="digests of tokens and codes, which end by themselves")
for unused in (DeviceGrant, IDToken):
    archiving.leave_out(unused, reason="a table of a library, of which this server uses nothing")
archiving.leave_out(HawkNonce, reason="kept for minutes, so that no request is sent twice")
archiving.leave_out(SpentIdentifier, reason="kept for minutes, so that no request is sent twice")
archiving.leave_out(PushedRequest, reason="requests for an authorization that are on their way")
archiving.leave_out(IdempotencyKey, reason="answers kept for a day, so that no request is done twice")
