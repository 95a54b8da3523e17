"""What a deed asks of PostgreSQL, and by which indexes it finds its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
DJANGOS = re.compile(r"(_[0-9a-f]{8}(_like|_uniq)?|(?<!_per)_key)$")
# Whether there is another way, whatever the planner thinks of so few rows.
WITHOUT = ("seqscan", "bitmapscan")
INDEX, INDEXES, TABLE, KIND = "Index Name", "Conflict Arbiter Indexes", "Relation Name", "Node Type"
Node = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """The statements of one deed, and the nodes of their plans."""

    statements: list[str]
    nodes: list[Node]

    @property
    def indexes(self) -> set[str]:
        """Their names; where Django has made two for a unique text, for = and for LIKE, "table_column" is either."""
        names = {name for node in self.nodes for name in (*node.get(INDEXES, ()), node.get(INDEX)) if name}
        return {DJANGOS.sub("", name) for name in names}

    @property
    def scanned(self) -> set[str]:
        """The tables of which every row is read."""
        return {node[TABLE] for node in self.nodes if node[KIND] == "Seq Scan"}


def planned(do: Callable[[], object]) -> Deed:
    """What `do` asks, planned anew when it is done: after it, what it used up is gone, and is planned all the same."""
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(PLANNED):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        do()
    return Deed([sql for sql, _ in asked], [node for one in asked for node in nodes_of(*one)])


def nodes_of(sql: str, params: Any) -> Iterator[Node]:
    with connection.cursor() as cursor:
        for name in WITHOUT:
            cursor.execute(f"SET LOCAL enable_{name} = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        ((found,),) = cursor.fetchall()
        for name in WITHOUT:
            cursor.execute(f"SET LOCAL enable_{name} = on")
    plans = json.loads(found) if isinstance(found, str) else found
    for plan in plans:
        yield from _below(plan["Plan"])


def _below(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("Plans", ()):
        yield from _below(child)
