"""Statements that PostgreSQL has prepared on a connection, asked by what the driver has in C.

The driver's cursor finds out anew each time how the statement is to be read, what stands for its values and what reads
its columns, which costs as much as the round trip. Here that is kept for as long as the connection.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from psycopg import adapters
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName, error_from_result
from psycopg.generators import execute
from psycopg.pq import ExecStatus, Format, TransactionStatus

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.pq.abc import PGresult

MOST = 100
"""Statements that a connection keeps prepared, as many as the driver itself keeps."""
PLACE = re.compile(r"%(?:\(([^)]+)\))?s|%%")
TIME = adapters.types["timestamptz"].oid


class Done(NamedTuple):
    rows: list[Any]
    changed: int


class PreparedStatements:
    """Those of one connection, of which the most recently used stay. For the driver, what it reads values by."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection, self.adapters = connection, AdaptersMap(connection.adapters)
        # Django's own reads a time in Python, to set the zone that it is in.
        self.adapters.register_loader(TIME, adapters.get_loader(TIME, Format.TEXT))  # type: ignore[arg-type]
        self._reading = Transformer(self)
        self._names: OrderedDict[tuple[bytes, tuple[int, ...] | None], bytes] = OrderedDict()
        self._made = 0

    def ask(self, statement: str, values: Sequence[Any] | Mapping[str, Any]) -> Done:
        """What `statement`, with %s or %(name)s for a value, gives and changes. Raises what the driver raises."""
        self._begin()
        query, names = _numbered(statement)
        reading, sent = self._reading, [values[name] for name in names]  # type: ignore[index]
        dumped = reading.dump_sequence(sent, [PyFormat.AUTO] * len(sent))
        key = query, reading.types
        self.connection.pgconn.send_query_prepared(self._prepared(*key), dumped, reading.formats)
        try:
            result = self._heard()
        except (FeatureNotSupported, InvalidSqlStatementName):
            # A column was changed since, or somebody deallocated it: the next time it is prepared anew.
            del self._names[key]
            raise
        return Done(self._rows_of(result), result.command_tuples or 0)

    def _rows_of(self, result: PGresult) -> list[Any]:
        self._reading.set_pgresult(result)
        rows = self._reading.load_rows(0, result.ntuples, tuple)
        self._reading.set_pgresult(None)
        return rows

    def _begin(self) -> None:
        """The transaction, if there is to be one, as the driver does before its first statement."""
        connection = self.connection
        if not connection.autocommit and connection.pgconn.transaction_status == TransactionStatus.IDLE:
            connection.pgconn.send_query(b"BEGIN")
            self._heard()

    def _prepared(self, query: bytes, types: tuple[int, ...] | None) -> bytes:
        """The name of the prepared statement; with values of other types it is another one."""
        if name := self._names.get((query, types)):
            self._names.move_to_end((query, types))
            return name
        if len(self._names) == MOST:
            self.connection.execute(b"DEALLOCATE " + self._names.popitem(last=False)[1])
        self._made += 1
        name = b"conexiones_%d" % self._made
        self.connection.pgconn.send_prepare(name, query, types)
        self._heard()
        self._names[query, types] = name
        return name

    def _heard(self) -> PGresult:
        results: list[PGresult] = self.connection.wait(execute(self.connection.pgconn))
        # A constraint that is checked at the end is refused after the statement has succeeded.
        if results[-1].status == ExecStatus.FATAL_ERROR:
            raise error_from_result(results[-1])
        return results[0]


@lru_cache(maxsize=1000)
def _numbered(statement: str) -> tuple[bytes, list[str | int]]:
    """`statement` as the server takes it, with $1, $2 …, and the name or the position of the value of each of them."""
    names: list[str | int] = []

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        name = found[1] or len(names)
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return PLACE.sub(place, statement).encode(), names
