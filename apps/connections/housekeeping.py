"""What `manage.py purge` deletes of this app, and the mails that it sends before."""

import logging
from datetime import timedelta

from apps.common import purging, redis_server
from apps.connections.models import (
    AccessToken,
    AuthorizationCode,
    CallAddress,
    CallMeter,
    HawkNonce,
    IdempotencyKey,
    PermissionUse,
    PushedRequest,
    RefreshToken,
    Refusal,
    SpentIdentifier,
)
from apps.connections.models.call_address import LATELY
from apps.connections.services.ending import warn_of_ends
from apps.connections.services.meter import figures
from apps.connections.services.waiting import forget_tokens

logger = logging.getLogger("conexiones.housekeeping")

# Rotated and revoked refresh tokens keep their row until they would have expired, and a code a little longer than it
# lives: until then a replay is recognised as one.
purging.register(AccessToken, "expires")
purging.register(RefreshToken, "expires")
purging.register(AuthorizationCode, "expires", grace=timedelta(minutes=10))
# Longer than they are good for, so that a clock that is set back revives none.
purging.register(HawkNonce, "expires_at", grace=timedelta(hours=1))
purging.register(SpentIdentifier, "expires", grace=timedelta(hours=1))
purging.register(PushedRequest, "expires")
# As long as figures of 30 days are made of them, and to the end of a month of 31, one hour longer where clocks go back.
purging.register(CallMeter, "hour", grace=timedelta(days=32))
purging.register(CallAddress, "last_at", grace=LATELY)
purging.register(Refusal, "minute", grace=timedelta(days=31))
purging.register(IdempotencyKey, "expires_at")
# Longer than a year: what runs once a year shows that it is used.
purging.register(PermissionUse, "last_used_on", grace=timedelta(days=400))


def bring_in_figures() -> None:
    """Of callers that call no more; who goes on calling brings in their own."""
    try:
        figures.bring_in_all()
    except redis_server.errors():
        logger.warning("the figures of calls stay in Redis: it does not answer", exc_info=True)


purging.do_first(bring_in_figures)
purging.do_first(forget_tokens)
purging.do_first(warn_of_ends)
