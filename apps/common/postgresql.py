"""A connection to PostgreSQL that never waits for ever.

The server's own timeouts end what takes too long; a server that is frozen or cut off ends nothing, so we count as well.
"""

from __future__ import annotations

from typing import Any, TypeVar

from psycopg import Connection, Cursor, OperationalError
from psycopg.abc import PQGen, Query
from psycopg.errors import _WaitTimeout

ResultT = TypeVar("ResultT")

STATEMENT_SECONDS = 12.0
"""A little more than the server's statement_timeout, whose answer is the better one."""
CHECK_SECONDS = 1.0
WALL, OPERATOR = "conexiones.account", "conexiones.operator"
"""Settings of a connection that the row policies read: the account it is held to, and whether by an operator inside."""
NO_WALL = f"SELECT set_config('{WALL}', '', false), set_config('{OPERATOR}', '', false)"


class PromptConnection(Connection[Any]):
    """Raises OperationalError when the server has not answered a statement in time, and is of no use afterwards."""

    patience = STATEMENT_SECONDS

    def wait(self, gen: PQGen[ResultT], interval: float = 0.1, timeout: float | None = None) -> ResultT:
        try:
            return super().wait(gen, interval=interval, timeout=timeout or self.patience)
        except _WaitTimeout as error:
            self.pgconn.finish()
            raise OperationalError("the server does not answer") from error

    def execute(self, query: Query, *args: Any, **kwargs: Any) -> Cursor[Any]:
        """The pool asks nothing ("") to see whether anybody is there, and need not wait long for that.

        It asks whenever it hands out a connection: however the one before ended, its wall ends there, at no cost.
        """
        self.patience = STATEMENT_SECONDS if query else CHECK_SECONDS
        try:
            return super().execute(query or NO_WALL, *args, **kwargs)
        finally:
            self.patience = STATEMENT_SECONDS
