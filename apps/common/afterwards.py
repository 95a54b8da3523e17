"""Work that the answer does not wait for, so that how long the answer takes tells nothing about it.

One thread per process does it, in order. A process that ends in peace finishes what is waiting; what a power cut loses
must be something that a person can ask for again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial

from django.conf import settings
from django.db import close_old_connections, connections

logger = logging.getLogger("conexiones.afterwards")

MOST_WAITING = 1000
_waiting: set[Future[None]] = set()


@cache
def _thread() -> ThreadPoolExecutor:
    """Made in the process that uses it: a thread does not survive the fork of a server."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="afterwards")


def afterwards(work: Callable[[], object]) -> None:
    """Do `work` soon, outside of this request and its transaction. With AFTERWARDS_AT_ONCE, which tests set, now."""
    if settings.AFTERWARDS_AT_ONCE:
        return _do(work)
    if len(_waiting) >= MOST_WAITING:
        return logger.error("too much work is waiting; some is dropped")
    future = _thread().submit(partial(_do_in_thread, work))
    _waiting.add(future)
    return future.add_done_callback(_waiting.discard)


def wait(seconds: float) -> None:
    """Until everything that was handed over is done. Raises TimeoutError."""
    for future in list(_waiting):
        future.result(timeout=seconds)


def _do_in_thread(work: Callable[[], object]) -> None:
    close_old_connections()
    try:
        _do(work)
    finally:
        connections.close_all()


def _do(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        logger.exception("work after an answer failed")
