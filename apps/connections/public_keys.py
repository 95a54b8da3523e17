"""Public keys of clients (JWK, RFC 7517): RSA of 2048 to 4096 bits, P-256 and Ed25519, and nothing that is private."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from jwcrypto.common import JWException, base64url_decode
from jwcrypto.jwk import JWK

MAX_KEYS, MAX_SIZE, MAX_ID = 5, 10_000, 200
MEMBERS = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
ALGORITHMS_OF = {"RSA": ("RS256", "PS256"), "EC": ("ES256",), "OKP": ("EdDSA",)}
ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA")
CURVES = {"EC": "P-256", "OKP": "Ed25519"}
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
BASE64URL = re.compile(r"[\w-]{1,800}", re.ASCII)
RSA_BITS, MAX_EXPONENT = range(2048, 4097), 2**32
FIELD, ORDER_EIGHT = 2**255 - 19, 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
# The points of Ed25519 of small order, without the sign bit, spelled canonically or not: anybody can sign for them.
NOBODYS_POINTS = {0, 1, ORDER_EIGHT, FIELD - ORDER_EIGHT, FIELD - 1, FIELD, FIELD + 1}


@dataclass(frozen=True)
class PublicKey:
    """`id` and `algorithm` are None when the key does not say."""

    jwk: JWK
    id: str | None = None
    algorithm: str | None = None

    @property
    def thumbprint(self) -> str:
        """SHA-256 over the key's own members (RFC 7638), 43 characters."""
        return str(self.jwk.thumbprint())

    def makes(self, algorithm: str) -> bool:
        return algorithm in ALGORITHMS_OF[self.jwk["kty"]] and self.algorithm in (None, algorithm)

    def is_named(self, key_id: object) -> bool:
        """Whether it can be the key of this `kid`; a key or a message without one leaves it open."""
        return self.id is None or key_id is None or self.id == key_id


def public_key(members: Any) -> PublicKey:
    """One JWK. Raises ValidationError, which says in the reader's language what is wrong with it."""
    if not isinstance(members, dict):
        raise ValidationError(_("A key is a JSON object with the members kty, …"))
    _refuse_private(members)
    kind = members.get("kty")
    if not isinstance(kind, str) or kind not in MEMBERS:
        raise ValidationError(_("Its type (kty) must be RSA, EC or OKP."))
    # Only these: what else a key says of itself must not decide how it is used.
    jwk = _jwk(kind, {name: members.get(name) for name in MEMBERS[kind]})
    return PublicKey(jwk, _text(members, "kid"), _algorithm(members, kind))


def key_set(text: str) -> list[PublicKey]:
    """The keys of a JWK set. Raises ValidationError, which names the key and the member that is wrong."""
    keys = _keys_in(text)
    if not 0 < len(keys) <= MAX_KEYS:
        raise ValidationError(_("Paste between one and %(most)d keys.") % {"most": MAX_KEYS})
    return [_numbered(number, members) for number, members in enumerate(keys, 1)]


def _keys_in(text: str) -> list[Any]:
    if len(text) > MAX_SIZE:
        raise ValidationError(_("This is too long for a few public keys."))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError(_('This is not JSON. Paste a JWK set: {"keys": […]}')) from None
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise ValidationError(_('Paste a JWK set: {"keys": […]}'))
    return list(found["keys"])


def _numbered(number: int, members: Any) -> PublicKey:
    try:
        return public_key(members)
    except ValidationError as error:
        reason = " ".join(error.messages)
        raise ValidationError(_("Key %(number)d: %(reason)s") % {"number": number, "reason": reason}) from None


def _refuse_private(members: dict[str, Any]) -> None:
    private = [name for name in PRIVATE if name in members]
    if private:
        raise ValidationError(
            _("The member %(name)s is private. Paste the public key only, and keep the private one to the program.")
            % {"name": private[0]}
        )


def _jwk(kind: str, values: dict[str, Any]) -> JWK:
    missing = [name for name, value in values.items() if not isinstance(value, str) or not BASE64URL.fullmatch(value)]
    if missing:
        raise ValidationError(_("Its member %(name)s is missing or malformed.") % {"name": missing[0]})
    if kind in CURVES and values["crv"] != CURVES[kind]:
        raise ValidationError(_("Its curve (crv) must be %(curve)s.") % {"curve": CURVES[kind]})
    if kind == "RSA":
        _check_rsa(values)
    if kind == "OKP" and _number(values["x"], "little") % 2**255 in NOBODYS_POINTS:
        raise ValidationError(_("Its members do not make a valid key."))
    try:
        made = JWK(kty=kind, **values)
        made.get_op_key("verify")
    except (JWException, ValueError):
        raise ValidationError(_("Its members do not make a valid key.")) from None
    return made


def _check_rsa(values: dict[str, str]) -> None:
    modulus, exponent = _number(values["n"]), _number(values["e"])
    if modulus.bit_length() not in RSA_BITS:
        raise ValidationError(_("An RSA key must have 2048 to 4096 bits."))
    if not 3 <= exponent < MAX_EXPONENT or exponent % 2 == 0:
        raise ValidationError(_("Its member %(name)s is missing or malformed.") % {"name": "e"})


def _number(encoded: str, order: Literal["big", "little"] = "big") -> int:
    try:
        return int.from_bytes(base64url_decode(encoded), order)
    except ValueError:
        return 0


def _algorithm(members: dict[str, Any], kind: str) -> str | None:
    uses = members.get("key_ops", ["verify"])
    if members.get("use", "sig") != "sig" or not isinstance(uses, list) or "verify" not in uses:
        raise ValidationError(_("It is not for signatures (use, key_ops)."))
    found = _text(members, "alg")
    if found is not None and found not in ALGORITHMS_OF[kind]:
        raise ValidationError(_("Its algorithm (alg) must be %(names)s.") % {"names": " / ".join(ALGORITHMS_OF[kind])})
    return found


def _text(members: dict[str, Any], name: str) -> str | None:
    found = members.get(name)
    if found is not None and (not isinstance(found, str) or len(found) > MAX_ID):
        raise ValidationError(_("Its member %(name)s is missing or malformed.") % {"name": name})
    return found
