"""ID tokens: who signed in, when and how, signed for one app (OpenID Connect Core 1.0 section 2)."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils import timezone
from jwcrypto.common import base64url_encode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from apps.connections import jose
from apps.connections.models import AuthorizationCode, Consumer, RefreshToken, SigningKey
from apps.connections.models.signing_key import ID_TOKEN_LIFE
from apps.connections.public_keys import PublicKey
from apps.connections.services.signing_keys import signing_key

KID = re.compile(r"[A-Za-z0-9_-]{43}")

Claims = dict[str, Any]


def issue_id_token(
    *, consumer: Consumer, proof: AuthorizationCode | RefreshToken, access_token: str, nonce: str = ""
) -> str:
    """The ID token that goes with `access_token`; `proof` is the code or refresh token exchanged for both."""
    now = int(timezone.now().timestamp())
    claims: Claims = {
        "iss": settings.PUBLIC_URL,
        "sub": str(proof.user_id),
        "aud": consumer.client_id,
        "iat": now,
        "exp": now + int(ID_TOKEN_LIFE.total_seconds()),
        "at_hash": half_hash(access_token),
    }
    if proof.auth_time:
        claims["auth_time"] = int(proof.auth_time.timestamp())
    if proof.amr:
        claims["amr"] = proof.amr.split()
    if nonce:
        claims["nonce"] = nonce
    return sign(claims, signing_key(consumer.algorithm))


def half_hash(token: str) -> str:
    """`at_hash`: the left half of the SHA-256 of `token` (OpenID Connect Core section 3.1.3.6)."""
    return str(base64url_encode(sha256(token.encode()).digest()[:16]))


def sign(claims: Claims, key: SigningKey) -> str:
    """`claims` as a signed JWT (RFC 7519) that names its key."""
    message = JWS(json.dumps(claims).encode())
    header = {"alg": key.algorithm, "kid": key.kid, "typ": "JWT"}
    message.add_signature(_private_key(key), protected=json.dumps(header))
    compact: str = message.serialize(compact=True)
    return compact


def claims_of_own(id_token: str) -> Claims | None:
    """The claims of an ID token that this server signed, expired or not; None of anything else."""
    try:
        message = jose.read(id_token)
    except jose.Malformed:
        return None
    kid = message.header.get("kid")
    key = SigningKey.objects.filter(kid=kid).first() if isinstance(kid, str) and KID.fullmatch(kid) else None
    if key is None or message.header["alg"] != key.algorithm:
        return None
    return message.claims if message.is_signed_by(PublicKey(JWK(**key.public_jwk))) else None


# To load an RSA key costs as much as eighty signatures; a key never changes under its thumbprint.
@lru_cache(maxsize=4)
def _private_key(key: SigningKey) -> JWK:
    return JWK.from_json(key.open())
