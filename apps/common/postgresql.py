"""A connection to PostgreSQL that never waits for ever.

The server's own timeouts end what takes too long; a server that is frozen or cut off ends nothing, so we count as well.
"""

from __future__ import annotations

from functools import cached_property
from select import select
from time import monotonic
from typing import Any, TypeVar

from psycopg import Connection, Cursor, OperationalError
from psycopg.abc import PQGen, Query
from psycopg.errors import _WaitTimeout

from apps.common.prepared_statements import PreparedStatements

ResultT = TypeVar("ResultT")

STATEMENT_SECONDS = 12.0
"""A little more than the server's statement_timeout, whose answer is the better one."""
CHECK_SECONDS = 1.0
FRESH_SECONDS = 0.2
"""A connection that was heard within this time need not be asked whether anybody is there."""
UNASKED_SECONDS = 2.5
"""For so long its first statement, which only looks up who is there, waits for a server that froze just then."""
WALL, OPERATOR = "conexiones.account", "conexiones.operator"
"""Settings of a connection that the row policies read: the account it is held to, and whether by an operator inside."""
NO_WALL = f"SELECT set_config('{WALL}', '', false), set_config('{OPERATOR}', '', false)"


class PromptConnection(Connection[Any]):
    """Raises OperationalError when the server has not answered a statement in time, and is of no use afterwards."""

    patience = STATEMENT_SECONDS
    heard_at = 0.0
    has_wall = True
    """Unless somebody has just seen it fall; see apps.common.walls."""

    @cached_property
    def statements(self) -> PreparedStatements:
        return PreparedStatements(self)

    def wait(self, gen: PQGen[ResultT], interval: float = 0.1, timeout: float | None = None) -> ResultT:
        try:
            found = super().wait(gen, interval=interval, timeout=timeout or self.patience)
        except _WaitTimeout as error:
            self.pgconn.finish()
            raise OperationalError("the server does not answer") from error
        self.heard_at, self.patience = monotonic(), STATEMENT_SECONDS
        return found

    def execute(self, query: Query, *args: Any, **kwargs: Any) -> Cursor[Any]:
        """The pool asks nothing ("") to see whether anybody is there, and need not wait long for that.

        It asks whenever it hands out a connection: however the one before ended, its wall ends there, at no cost.
        """
        if not query:
            is_fresh = self._is_fresh()
            # Whoever gets it may raise one before they have it in hand to say so.
            self.has_wall = True
            self.patience = UNASKED_SECONDS if is_fresh else CHECK_SECONDS
            if is_fresh:
                return self.cursor()
        try:
            return super().execute(query or NO_WALL, *args, **kwargs)
        finally:
            self.patience = STATEMENT_SECONDS

    def set_autocommit(self, value: bool) -> None:
        """Tells the server nothing, so nothing is heard; Django says it whenever it takes a connection."""
        if value == self.autocommit:
            return
        before = self.heard_at, self.patience
        super().set_autocommit(value)
        self.heard_at, self.patience = before

    def _is_fresh(self) -> bool:
        """Heard a moment ago, without a wall, and the server has said nothing since, not even good-bye."""
        if self.has_wall or self.closed or monotonic() - self.heard_at > FRESH_SECONDS:
            return False
        return not select([self.fileno()], [], [], 0)[0]
