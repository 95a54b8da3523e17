"""Counting calls in Redis or Valkey: one script per call, which the server runs as a whole and by its own clock.

Under one key are the counts of the account's running minute, under another the figures that are on their way to the
database: the first call of each minute takes them there, and `figures.bring_in` what is left by whoever calls no more.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import DatabaseError

from apps.common import redis_server
from apps.common.models import LastUsed
from apps.connections.services.meter import figures
from apps.connections.services.meter.verdict import Call, Verdict, verdict_on

logger = logging.getLogger("conexiones.meter")

# A clock that is set back counts into the minute that is open, which closes by itself when it is twice its age.
COUNT = """
local now = tonumber(redis.call('TIME')[1])
local minute, hour = now - now % 60, now - now % 3600
local waiting = {}
if tonumber(redis.call('HGET', KEYS[1], 'minute') or '0') < minute then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'minute', string.format('%d', minute))
  redis.call('EXPIRE', KEYS[1], 120)
  waiting = redis.call('HGETALL', KEYS[2])
  redis.call('DEL', KEYS[2])
end
local account = tonumber(redis.call('HGET', KEYS[1], 'calls') or '0')
local caller = tonumber(redis.call('HGET', KEYS[1], 'calls:' .. ARGV[1]) or '0')
local figure = 'refused'
if account < tonumber(ARGV[2]) and caller < tonumber(ARGV[3]) then
  account = redis.call('HINCRBY', KEYS[1], 'calls', 1)
  caller = redis.call('HINCRBY', KEYS[1], 'calls:' .. ARGV[1], 1)
  figure = 'allowed'
end
redis.call('HINCRBY', KEYS[2], string.format('%d', hour) .. '|' .. ARGV[1] .. '|' .. figure, 1)
return {now, figure, account, caller, waiting}
"""


def count(call: Call, used: Iterable[LastUsed], address: str | None) -> Verdict:
    """The call, counted and judged; the database is only asked once a minute. Raises RedisError."""
    server, account = redis_server.client(), call.account.pk
    script = server.register_script(COUNT)
    keys = [figures.key_of("minute", account), figures.key_of("figures", account)]
    now, figure, *counted, waiting = script(keys=keys, args=[call.caller, *call.limits])
    is_allowed = figure == "allowed"
    _write_down(account, dict(zip(waiting[::2], map(int, waiting[1::2]), strict=True)))
    _note_uses(used if is_allowed else (), address)
    counted_at = datetime.fromtimestamp(int(now), UTC)
    return verdict_on(call, (counted[0], counted[1]), counted_at, is_allowed=is_allowed, is_in_redis=True)


def note_failure(verdict: Verdict) -> None:
    """Raises RedisError."""
    call = verdict.call
    name = figures.name_of(verdict.hour, call.caller, "failed")
    redis_server.client().hincrby(figures.key_of("figures", call.account.pk), name, 1)


def running_minute(account: int, callers: Iterable[str]) -> list[int]:
    """How many calls were let in during the running minute: of the account, then of each of `callers`.

    Raises RedisError.
    """
    names = ["calls", *(f"calls:{caller}" for caller in callers)]
    minute, *counts = redis_server.client().hmget(figures.key_of("minute", account), ["minute", *names])
    is_running = int(minute or 0) == int(time.time()) // 60 * 60
    return [int(count or 0) if is_running else 0 for count in counts]


def _write_down(account: int, waiting: dict[str, int]) -> None:
    """The call goes on in any case: what cannot be written now waits for another minute."""
    try:
        figures.write(account, waiting)
    except DatabaseError:
        logger.exception("the figures of a minute were not written; they wait for the next one")
        figures.put_back(account, waiting)


def _note_uses(used: Iterable[LastUsed], address: str | None) -> None:
    for row in used:
        try:
            row.note_use(address)
        except DatabaseError:
            logger.warning("a use was not noted", exc_info=True)
