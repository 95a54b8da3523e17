"""The triggers that keep counts and sums, in the words of both databases (names come from our models)."""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from apps.common.rules import Rule

KEPT = "common_rowcount"
# As long as the statement's own rows need not wait for another writer: it takes a part of the count that nobody holds,
# and where there is none adds one. The parts of a count are never more than there were writers at once.
ADD_ON_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {{{{rule}}}}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
WITH changes AS (
    SELECT account_id, counted, value, sum(one) AS number FROM ({{changes}}) AS every
    GROUP BY account_id, counted, value HAVING sum(one) <> 0
), free AS (
    SELECT part.id, changes.account_id, changes.counted, changes.value, changes.number FROM changes, LATERAL (
        SELECT id FROM {KEPT} WHERE account_id = changes.account_id AND counted = changes.counted
        AND value = changes.value LIMIT 1 FOR UPDATE SKIP LOCKED
    ) AS part
), added AS (
    UPDATE {KEPT} SET number = {KEPT}.number + free.number FROM free WHERE {KEPT}.id = free.id
    RETURNING free.account_id, free.counted, free.value
)
INSERT INTO {KEPT} (account_id, counted, value, number)
SELECT account_id, counted, value, number FROM changes
WHERE (account_id, counted, value) NOT IN (SELECT account_id, counted, value FROM added);
RETURN NULL; END $$
"""
TRIGGER_ON_POSTGRESQL = (
    "CREATE TRIGGER {{rule}} AFTER {verb} ON {table} REFERENCING {transition} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {{rule}}()"
)
OLD, NEW = "OLD TABLE AS gone", "NEW TABLE AS come"
TRANSITIONS = {
    "insert": (NEW, (("come", 1),)),
    "delete": (OLD, (("gone", -1),)),
    "update": (f"{OLD} {NEW}", (("come", 1), ("gone", -1))),
}


class Kind(NamedTuple):
    """What is counted of the rows of `table` that `known` leaves: one for each, or what their `added` column holds."""

    what: str
    value: str = "''"
    known: str = ""
    column: str = ""
    added: str = ""


def rules_of(table: str, columns: Sequence[str], sums: Sequence[str], vendor: str) -> Iterator[Rule]:
    """One rule for each of INSERT, DELETE and UPDATE."""
    uses = {KEPT: ["account_id", "counted", "value", "number"], table: ["account_id", *columns, *sums]}
    make = _on_postgresql if vendor == "postgresql" else _on_sqlite
    for verb in TRANSITIONS:
        yield Rule(f"{table[:30]}_counted_{verb}", table, list(make(table, columns, sums, verb)), uses)


def sum_name(table: str, column: str) -> str:
    """Under which the sum of a column is kept."""
    return f"{table}.{column}.sum"


def names_of(table: str, columns: Sequence[str], sums: Sequence[str]) -> list[str]:
    """Under which everything about the rows of `table` is kept."""
    return [kind.what for kind in _kinds(table, columns, sums)]


def count_of(table: str, columns: Sequence[str], sums: Sequence[str]) -> str:
    """A query for every count: account, what is counted, value, number."""
    return " UNION ALL ".join(
        f"SELECT account_id, '{kind.what}', {kind.value}, {_number_of(kind)} FROM {table} "
        f"WHERE account_id IS NOT NULL{kind.known} GROUP BY 1, 3"
        for kind in _kinds(table, columns, sums)
    )


def recount_of(table: str, columns: Sequence[str], sums: Sequence[str], vendor: str) -> Iterator[str]:
    """The statements that make the counts anew."""
    if vendor == "postgresql":
        yield f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"
    names = ", ".join(f"'{name}'" for name in names_of(table, columns, sums))
    yield f"DELETE FROM {KEPT} WHERE counted IN ({names})"
    yield f"INSERT INTO {KEPT} (account_id, counted, value, number) {count_of(table, columns, sums)}"


def _kinds(table: str, columns: Sequence[str], sums: Sequence[str], row: str = "") -> Iterator[Kind]:
    yield Kind(table)
    for column in columns:
        # Quoted: a column may be called like a word of SQL.
        value, known = f'CAST({row}"{column}" AS text)', f' AND {row}"{column}" IS NOT NULL'
        yield Kind(f"{table}.{column}", value, known, column)
    for column in sums:
        yield Kind(sum_name(table, column), column=column, added=f'{row}"{column}"')


def _number_of(kind: Kind) -> str:
    return f"sum({kind.added})" if kind.added else "count(*)"


def _step(kind: Kind, one: int) -> str:
    return f"{one} * {kind.added}" if kind.added else str(one)


def _on_postgresql(table: str, columns: Sequence[str], sums: Sequence[str], verb: str) -> Iterator[str]:
    transition, sides = TRANSITIONS[verb]
    changes = " UNION ALL ".join(
        f"SELECT account_id, '{kind.what}' AS counted, {kind.value} AS value, {_step(kind, one)} AS one FROM {side} "
        f"WHERE account_id IS NOT NULL{kind.known}"
        for side, one in sides
        for kind in _kinds(table, columns, sums)
    )
    yield ADD_ON_POSTGRESQL.format(changes=changes)
    yield TRIGGER_ON_POSTGRESQL.format(verb=verb.upper(), table=table, transition=transition)


def _on_sqlite(table: str, columns: Sequence[str], sums: Sequence[str], verb: str) -> Iterator[str]:
    """SQLite has one writer at a time: a count is one row."""
    quoted = ", ".join(f'"{column}"' for column in ("account_id", *columns, *sums))
    of = f" OF {quoted}" if verb == "update" else ""
    steps: list[str] = []
    for side, one in TRANSITIONS[verb][1]:
        row = "NEW." if side == "come" else "OLD."
        for kind in _kinds(table, columns, sums, row):
            moved = _is_moved(kind.column) if verb == "update" else ""
            steps += _steps_on_sqlite(row, kind._replace(known=kind.known + moved), one)
    yield f"CREATE TRIGGER {{rule}} AFTER {verb.upper()}{of} ON {table} FOR EACH ROW BEGIN {' '.join(steps)} END"


def _is_moved(column: str) -> str:
    """That an update took the row from one count to another."""
    moved = [f'NEW."{name}" IS NOT OLD."{name}"' for name in ("account_id", column) if name]
    return f" AND ({' OR '.join(moved)})"


def _steps_on_sqlite(row: str, kind: Kind, one: int) -> Iterator[str]:
    is_it = f"account_id = {row}account_id AND counted = '{kind.what}' AND value = {kind.value}"
    if one > 0:
        yield (
            f"INSERT INTO {KEPT} (account_id, counted, value, number) "
            f"SELECT {row}account_id, '{kind.what}', {kind.value}, 0 "
            f"WHERE {row}account_id IS NOT NULL{kind.known} AND NOT EXISTS (SELECT 1 FROM {KEPT} WHERE {is_it});"
        )
    yield f"UPDATE {KEPT} SET number = number + ({_step(kind, one)}) WHERE {is_it}{kind.known};"
