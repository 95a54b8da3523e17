"""The keys that sign ID tokens: made when first needed, rotated with an overlap on both sides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from jwcrypto.jwk import JWK

from apps.audit.actors import SYSTEM, Actor
from apps.audit.record import record
from apps.connections.models import Consumer, SigningKey
from apps.connections.models.signing_key import PUBLISHED_BEFORE

ALGORITHMS = [name for name, _ in Consumer.ALGORITHMS]
KINDS: dict[str, dict[str, Any]] = {"RS256": {"kty": "RSA", "size": 2048}, "ES256": {"kty": "EC", "crv": "P-256"}}


def signing_key(algorithm: str) -> SigningKey:
    """The key of `algorithm` that signs now; the first is made on demand."""
    return SigningKey.objects.signing(algorithm).first() or _make_first(algorithm)


def published_keys() -> list[SigningKey]:
    """Every key that an ID token may be met under, and at least one of each algorithm that a consumer asks for."""
    keys = list(SigningKey.objects.published())
    wanted = Consumer.objects.sign_in_algorithms() - {key.algorithm for key in keys}
    return [*keys, *(_make_first(algorithm) for algorithm in sorted(wanted))]


def rotate_signing_key(*, algorithm: str, by: Actor = SYSTEM) -> SigningKey:
    """Publish the next key of `algorithm`, which signs after PUBLISHED_BEFORE. Returns it.

    While one is waiting to sign no other is made, so that to rotate twice is to rotate once.
    """
    following = _generate(algorithm, timezone.now() + PUBLISHED_BEFORE)
    try:
        with transaction.atomic():
            return _follow(following, by)
    except IntegrityError:  # somebody else rotated at the same moment
        return SigningKey.objects.open(algorithm).get()


def _follow(following: SigningKey, by: Actor) -> SigningKey:
    SigningKey.objects.done().update(sealed="")
    current = SigningKey.objects.select_for_update().open(following.algorithm).first()
    if current is not None and current.signs_from > timezone.now():
        return current
    if current is None:
        following.signs_from = timezone.now()
    else:
        current.retired_at = following.signs_from
        current.save(update_fields=["retired_at"])
    return _save(following, "signing_key_rotated", by)


def _make_first(algorithm: str) -> SigningKey:
    first = _generate(algorithm, timezone.now())
    try:
        with transaction.atomic():
            return _save(first, "signing_key_created", SYSTEM)
    except IntegrityError:  # another process was faster
        return SigningKey.objects.open(algorithm).get()


def _generate(algorithm: str, signs_from: datetime) -> SigningKey:
    pair = JWK.generate(**KINDS[algorithm])
    key = SigningKey(kid=pair.thumbprint(), algorithm=algorithm, signs_from=signs_from)
    key.public_jwk = pair.export_public(as_dict=True)
    key.seal(pair.export_private())
    return key


def _save(key: SigningKey, action: str, by: Actor) -> SigningKey:
    key.save(force_insert=True)
    record(f"installation.{action}", account=None, actor=by, target=key)
    return key
