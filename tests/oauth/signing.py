"""A client's private keys, and what it signs with them: assertions (RFC 7523) and proofs of possession (RFC 9449)."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from uuid import uuid4

from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from apps.accounts.models import Account
from tests.factories import new_code_consumer, new_consumer
from tests.oauth.flow import App, post

ISSUER = "http://localhost"
TOKEN_URL = f"{ISSUER}/oauth/token"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MAKING = {"ES256": {"kty": "EC", "crv": "P-256"}, "EdDSA": {"kty": "OKP", "crv": "Ed25519"}}


class Key:
    """A pair of keys for one algorithm."""

    def __init__(self, algorithm: str = "ES256", **options: Any) -> None:
        making = MAKING.get(algorithm, {"kty": "RSA", "size": 2048})
        self.algorithm, self.pair = algorithm, JWK.generate(**{**making, **options})

    @property
    def public(self) -> dict[str, Any]:
        return dict(self.pair.export_public(as_dict=True))

    @property
    def thumbprint(self) -> str:
        return str(self.pair.thumbprint())

    @property
    def key_set(self) -> str:
        return json.dumps({"keys": [self.public]})

    def sign(self, header: dict[str, Any], claims: Any) -> str:
        """None in `header` or `claims` leaves a member out."""
        made = JWS(json.dumps(_without_none(claims)))
        made.add_signature(self.pair, protected=json.dumps(_without_none({"alg": self.algorithm} | header)))
        return str(made.serialize(compact=True))

    def assertion(self, client_id: str, *, header: dict[str, Any] | None = None, **changes: Any) -> str:
        now = int(time.time())
        claims = {"iss": client_id, "sub": client_id, "aud": ISSUER, "exp": now + 60, "iat": now, "jti": str(uuid4())}
        return self.sign(header or {}, claims | changes)

    def proof(
        self, method: str = "POST", url: str = TOKEN_URL, *, token: str = "", header: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:  # fmt: skip
        claims = {"htm": method, "htu": url, "iat": int(time.time()), "jti": str(uuid4())}
        claims |= {"ath": base64url(sha256(token.encode()).digest())} if token else {}
        return self.sign({"typ": "dpop+jwt", "jwk": self.public} | (header or {}), claims | changes)


def _without_none(members: Any) -> Any:
    if not isinstance(members, dict):
        return members
    return {name: value for name, value in members.items() if value is not None}


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def signed_in_body(assertion: str) -> dict[str, str]:
    return {"client_assertion_type": JWT_BEARER, "client_assertion": assertion}


def new_signing_consumer(account: Account, *keys: Key, for_users: bool = False, **fields: Any) -> App:
    """A consumer that proves who it is with one of `keys`."""
    fields.setdefault("public_keys", json.dumps({"keys": [key.public for key in keys]}))
    make = new_code_consumer if for_users else new_consumer
    return make(account, authentication_method="private_key_jwt", **fields)


def token_by(assertion: str, **parameters: str) -> Any:
    asked = {"grant_type": "client_credentials"} | signed_in_body(assertion) | parameters
    return post("/oauth/token", asked)
