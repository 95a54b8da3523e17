"""gunicorn's worker with threads, one of which stays with a connection while that has more to ask.

gunicorn itself hands a kept connection back to its main thread after each answer, which waits for the next request and
looks for a thread again. Where a proxy keeps its connections and uses them all the time, that costs as much as reading
the request.
"""

from __future__ import annotations

import select
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

PATIENCE_MILLISECONDS = 2
"""So long a thread that nobody else wants waits for the next request; then the main thread does."""


class StayingWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    def handle(self, conn: TConn) -> Any:
        """Answer a request of `conn`, and those that follow at once; returns what gunicorn's own says of the last."""
        outcome = super().handle(conn)
        while outcome is True and self._may_stay() and _has_more(conn):
            outcome = super().handle(conn)
        return outcome

    def _may_stay(self) -> bool:
        """No other connection waits for a thread, and the worker is not told to end."""
        return self.alive and self.tpool._work_queue.empty()  # type: ignore[no-any-return]


def _has_more(conn: TConn) -> bool:
    """Whether bytes of a next request, or the end of the connection, are here or come soon."""
    if conn.parser.unreader.buf.getvalue():
        return True
    poll = select.poll()
    poll.register(conn.sock, select.POLLIN)
    return bool(poll.poll(PATIENCE_MILLISECONDS))
