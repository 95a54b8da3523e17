"""The calls of an account's month, in Redis: kept only where a plan limits them, and brought there from the database.

What the database knows of was let in, so that the count is never more than was; it is less when the database counted
for a while, or when no limit was held. So it is brought up to what the database knows once a minute.
"""

from __future__ import annotations

from datetime import timedelta

from apps.accounts.models import Account
from apps.common import redis_server
from apps.connections.models import CallMeter
from apps.connections.months import Month
from apps.connections.services.meter import figures

KEPT_LONGER = timedelta(days=1)
KEEP = """
if redis.call('HGET', KEYS[1], 'start') ~= ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'start', ARGV[1])
  redis.call('EXPIREAT', KEYS[1], ARGV[2])
end
if tonumber(redis.call('HGET', KEYS[1], 'calls') or '-1') < tonumber(ARGV[3]) then
  redis.call('HSET', KEYS[1], 'calls', ARGV[3])
end
"""


def key_of(account: int) -> str:
    return figures.key_of("month", account)


def seconds_of(month: Month) -> list[int]:
    """Its start and its end, since 1970."""
    return [int(month.start.timestamp()), int(month.end.timestamp())]


def keep(account: Account, month: Month) -> None:
    """At least as many calls as the database knows of. Raises RedisError and DatabaseError."""
    calls = CallMeter.objects.of(account).calls_in(*month)
    expires = int((month.end + KEPT_LONGER).timestamp())
    script = redis_server.client().register_script(KEEP)
    script(keys=[key_of(account.pk)], args=[seconds_of(month)[0], expires, calls])
