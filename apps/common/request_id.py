"""The id of the request being answered: one value for the log lines, the transactions and the X-Request-ID header."""

import re
import uuid
from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="")
ACCEPTABLE = re.compile(r"[0-9A-Za-z._-]{8,64}")


def choose(offered: str) -> str:
    """The caller's own id when it is a harmless token, otherwise a new one."""
    return offered if ACCEPTABLE.fullmatch(offered) else uuid.uuid4().hex
