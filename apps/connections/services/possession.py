"""Holding what was issued: a bearer's token works for whoever has it, a bound one only with a proof of its key.

RFC 6750 section 2.1 and RFC 9449 section 7. Every door that takes access tokens asks here.
"""

from __future__ import annotations

import re

from apps.common.tokens import Prefix, is_well_formed
from apps.connections import dpop
from apps.connections.callers import is_live
from apps.connections.jose import Malformed
from apps.connections.models import AccessToken, Consumer, SpentIdentifier
from apps.connections.services import identifiers

AUTHORIZATION = re.compile(r"(Bearer|DPoP) +([A-Za-z0-9_]+)", re.IGNORECASE)


class InvalidToken(Exception):
    """The token is not live, or not presented in the way that it was issued for; `token` is None if nobody knows it."""

    def __init__(self, token: AccessToken | None = None) -> None:
        self.token = token


class InvalidProof(Exception):
    """What should prove possession of the key does not. Why is nobody's business."""


def prove(*, consumer: Consumer, proof: str, method: str, url: str, token: str = "") -> str:
    """The thumbprint of the key that `proof` proves for this request of `consumer`; spends it. Raises InvalidProof."""
    try:
        found = dpop.read(proof, method=method, url=url, token=token)
    except Malformed:
        raise InvalidProof from None
    # Apps of one consumer may be many, and each names its proofs by itself.
    identifier, until = f"{found.thumbprint}|{found.identifier}", found.made + 2 * dpop.SKEW_SECONDS
    if not identifiers.spend(consumer=consumer, kind=SpentIdentifier.PROOF, identifier=identifier, until=until):
        raise InvalidProof
    return found.thumbprint


def presented_token(*, authorization: str, proof: str | None, method: str, url: str) -> AccessToken:
    """The live access token of an Authorization header, Bearer or DPoP; `proof` is the DPoP header.

    Costs one query, and one more for a bound token. Raises InvalidToken, InvalidProof.
    """
    sent = AUTHORIZATION.fullmatch(authorization)
    if sent is None or not is_well_formed(sent[2], Prefix.ACCESS_TOKEN):
        raise InvalidToken
    token = AccessToken.objects.bearer(sent[2])
    if token is None or not is_live(token) or bool(token.jkt) != (sent[1].lower() == "dpop"):
        raise InvalidToken(token)
    if token.jkt:
        _check_possession(token, proof or "", method, url, sent[2])
    return token


def _check_possession(token: AccessToken, proof: str, method: str, url: str, plain: str) -> None:
    if prove(consumer=token.application, proof=proof, method=method, url=url, token=plain) != token.jkt:
        raise InvalidToken(token)
