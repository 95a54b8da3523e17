"""Web pages that call from a browser: which origins may read the answer (Fetch standard, CORS)."""

from __future__ import annotations

from apps.common import walls
from apps.connections.choices import ORIGIN
from apps.connections.models import Consumer


def origins_of(consumer: Consumer) -> frozenset[str]:
    return frozenset(consumer.allowed_origins.split())


def is_allowed_origin(origin: str | None, consumer: Consumer) -> bool:
    """Whether pages of `origin` may read what `consumer` is answered."""
    return origin is not None and origin in origins_of(consumer)


def is_known_origin(origin: str | None) -> bool:
    """Whether some usable consumer registered `origin`: all that a preflight, which names nobody, can be asked."""
    if origin is None or not ORIGIN.fullmatch(origin):
        return False
    # The search finds parts of words too; the words themselves are compared exactly.
    found = Consumer.objects.usable().filter(allowed_origins__contains=origin)
    with walls.aside():
        return any(origin in words.split() for words in found.values_list("allowed_origins", flat=True))
