"""Counting calls in Redis or Valkey: one script per call, which the server runs as a whole and by its own clock.

Under one key are the counts of the account's running minute, under another the figures that are on their way to the
database: the first call of each minute takes them there, and `figures.bring_in` what is left by whoever calls no more.
Under a third are the calls of the month, of an account whose plan limits them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import DatabaseError
from django.utils import timezone

from apps.accounts.models import Account
from apps.common import redis_server
from apps.common.models import LastUsed
from apps.connections.months import month_of_calls
from apps.connections.services.meter import figures, month_in_redis
from apps.connections.services.meter.verdict import Call, Verdict, verdict_on

logger = logging.getLogger("conexiones.meter")

UNKNOWN = "unknown"
# A clock that is set back counts into the minute that is open, which closes by itself when it is twice its age.
COUNT = """
local now = tonumber(redis.call('TIME')[1])
local minute, hour = now - now % 60, now - now % 3600
local month
if ARGV[4] then
  if hour < tonumber(ARGV[5]) or hour >= tonumber(ARGV[6]) or redis.call('HGET', KEYS[3], 'start') ~= ARGV[5] then
    return {now, 'unknown', 0, 0, 0, {}}
  end
  month = tonumber(redis.call('HGET', KEYS[3], 'calls'))
end
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
if account < tonumber(ARGV[2]) and caller < tonumber(ARGV[3]) and (not month or month < tonumber(ARGV[4])) then
  account = redis.call('HINCRBY', KEYS[1], 'calls', 1)
  caller = redis.call('HINCRBY', KEYS[1], 'calls:' .. ARGV[1], 1)
  month = month and redis.call('HINCRBY', KEYS[3], 'calls', 1)
  figure = 'allowed'
end
redis.call('HINCRBY', KEYS[2], string.format('%d', hour) .. '|' .. ARGV[1] .. '|' .. figure, 1)
return {now, figure, month or 0, account, caller, waiting}
"""


class Counted(NamedTuple):
    """What the script says: when, what came of it, the calls of month, account and caller, and what waits."""

    now: datetime
    figure: str
    calls: tuple[int, int, int]
    waiting: dict[str, int]


def count(call: Call, used: Iterable[LastUsed], address: str | None) -> Verdict:
    """The call, counted and judged; the database is only asked once a minute. Raises RedisError and DatabaseError."""
    counted = _counted(call)
    is_allowed = counted.figure == "allowed"
    if counted.waiting:
        _write_down(call, counted)
    _note_uses(used if is_allowed else (), address)
    return verdict_on(call, counted.calls, counted.now, is_allowed=is_allowed, is_in_redis=True)


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


def _counted(call: Call) -> Counted:
    """By the server's clock, also where the month is another one than by ours. What waits is a part of the month."""
    counted = _asked(call, timezone.now())
    while counted.figure == UNKNOWN:
        figures.bring_in(call.account)
        month_in_redis.keep(call.account, month_of_calls(call.account, counted.now))
        counted = _asked(call, counted.now)
    return counted


def _asked(call: Call, now: datetime) -> Counted:
    """What the script says to a program for which it is `now`."""
    server, account = redis_server.client(), call.account
    keys = [figures.key_of(what, account.pk) for what in ("minute", "figures")] + [month_in_redis.key_of(account.pk)]
    values: list[str | int] = [call.caller, *call.limits]
    if account.calls_per_month is not None:
        values += [call.month_limit, *month_in_redis.seconds_of(month_of_calls(account, now))]
    then, figure, *calls, waiting = server.register_script(COUNT)(keys=keys, args=values)
    waits = dict(zip(waiting[::2], map(int, waiting[1::2]), strict=True))
    return Counted(datetime.fromtimestamp(int(then), UTC), figure, (calls[0], calls[1], calls[2]), waits)


def _write_down(call: Call, counted: Counted) -> None:
    """The call goes on in any case: what cannot be written now waits for another minute."""
    account = call.account
    try:
        figures.write(account.pk, counted.waiting)
    except DatabaseError:
        logger.exception("the figures of a minute were not written; they wait for the next one")
        figures.put_back(account.pk, counted.waiting)
    else:
        _keep_month(account, counted.now)


def _keep_month(account: Account, now: datetime) -> None:
    if account.calls_per_month is None:
        return
    try:
        month_in_redis.keep(account, month_of_calls(account, now))
    except DatabaseError:
        logger.exception("the calls of a month were not summed; they are with the next minute")


def _note_uses(used: Iterable[LastUsed], address: str | None) -> None:
    for row in used:
        try:
            row.note_use(address)
        except DatabaseError:
            logger.warning("a use was not noted", exc_info=True)
