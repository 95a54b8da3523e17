"""The Redis or Valkey server that CACHE_URL names, if it names one: asked while it answers, else left alone a while."""

from __future__ import annotations

import logging
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from redis import Redis

logger = logging.getLogger("conexiones.redis")

PAUSE_SECONDS = 5.0
"""For so long a server that did not answer is not asked again: every process would wait for it on every call."""
_asked_again_at = 0.0


def is_configured() -> bool:
    return str(settings.CACHES["default"]["BACKEND"]).endswith("RedisCache")


def is_there() -> bool:
    """Whether there is a server, as far as is known."""
    return is_configured() and time.monotonic() >= _asked_again_at


def leave_alone(what_then: str) -> None:
    """It did not answer: `what_then` goes to the log, and the server is not asked for a while."""
    global _asked_again_at
    _asked_again_at = time.monotonic() + PAUSE_SECONDS
    logger.error(what_then, exc_info=True)


def errors() -> tuple[type[Exception], ...]:
    """What asking it raises. Where there is none its library, which is large, is not even read."""
    if not is_configured():
        return ()
    from redis.exceptions import RedisError

    return (RedisError,)


def client() -> Redis:
    """The connection of this process; it answers in text."""
    cache: dict[str, Any] = settings.CACHES["default"]
    location = cache["LOCATION"]
    first = location if isinstance(location, str) else location[0]
    return _client(first, tuple(sorted((cache.get("OPTIONS") or {}).items())))


@lru_cache(maxsize=4)
def _client(location: str, options: tuple[tuple[str, Any], ...]) -> Redis:
    from redis import Redis

    return Redis.from_url(location, decode_responses=True, **dict(options))
