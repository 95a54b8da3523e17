"""The triggers that keep counts, in the words of both databases (names come from our models)."""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


def rules_of(table: str, columns: Sequence[str], vendor: str) -> Iterator[Rule]:
    """One rule for each of INSERT, DELETE and UPDATE."""
    uses = {KEPT: ["account_id", "counted", "value", "number"], table: ["account_id", *columns]}
    make = _on_postgresql if vendor == "postgresql" else _on_sqlite
    for verb in TRANSITIONS:
        yield Rule(f"{table[:30]}_counted_{verb}", table, list(make(table, columns, verb)), uses)


def count_of(table: str, columns: Sequence[str]) -> str:
    """A query for every count: account, what is counted, value, number."""
    return " UNION ALL ".join(
        f"SELECT account_id, '{what}', {value}, count(*) FROM {table} WHERE account_id IS NOT NULL{known} GROUP BY 1, 3"
        for what, value, known in _kinds(table, columns)
    )


def recount_of(table: str, columns: Sequence[str], vendor: str) -> Iterator[str]:
    """The statements that make the counts anew."""
    if vendor == "postgresql":
        yield f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"
    names = ", ".join(f"'{what}'" for what, _, _ in _kinds(table, columns))
    yield f"DELETE FROM {KEPT} WHERE counted IN ({names})"
    yield f"INSERT INTO {KEPT} (account_id, counted, value, number) {count_of(table, columns)}"


def _kinds(table: str, columns: Sequence[str], row: str = "") -> Iterator[tuple[str, str, str]]:
    """What is counted, its value in `row`, and which rows have one."""
    yield table, "''", ""
    for column in columns:
        # Quoted: a column may be called like a word of SQL.
        yield f"{table}.{column}", f'CAST({row}"{column}" AS text)', f' AND {row}"{column}" IS NOT NULL'


def _on_postgresql(table: str, columns: Sequence[str], verb: str) -> Iterator[str]:
    transition, sides = TRANSITIONS[verb]
    changes = " UNION ALL ".join(
        f"SELECT account_id, '{what}' AS counted, {value} AS value, {one} AS one FROM {side} "
        f"WHERE account_id IS NOT NULL{known}"
        for side, one in sides
        for what, value, known in _kinds(table, columns)
    )
    yield ADD_ON_POSTGRESQL.format(changes=changes)
    yield TRIGGER_ON_POSTGRESQL.format(verb=verb.upper(), table=table, transition=transition)


def _on_sqlite(table: str, columns: Sequence[str], verb: str) -> Iterator[str]:
    """SQLite has one writer at a time: a count is one row."""
    quoted = ", ".join(f'"{column}"' for column in ("account_id", *columns))
    of = f" OF {quoted}" if verb == "update" else ""
    steps: list[str] = []
    for side, one in TRANSITIONS[verb][1]:
        row = "NEW." if side == "come" else "OLD."
        for what, value, known in _kinds(table, columns, row):
            if verb == "update":
                known += _is_moved(what.removeprefix(table).removeprefix("."))
            steps += _steps_on_sqlite(row, what, value, known, one)
    yield f"CREATE TRIGGER {{rule}} AFTER {verb.upper()}{of} ON {table} FOR EACH ROW BEGIN {' '.join(steps)} END"


def _is_moved(column: str) -> str:
    """That an update took the row from one count to another."""
    moved = [f'NEW."{name}" IS NOT OLD."{name}"' for name in ("account_id", column) if name]
    return f" AND ({' OR '.join(moved)})"


def _steps_on_sqlite(row: str, what: str, value: str, known: str, one: int) -> Iterator[str]:
    is_it = f"account_id = {row}account_id AND counted = '{what}' AND value = {value}"
    if one > 0:
        yield (
            f"INSERT INTO {KEPT} (account_id, counted, value, number) SELECT {row}account_id, '{what}', {value}, 0 "
            f"WHERE {row}account_id IS NOT NULL{known} AND NOT EXISTS (SELECT 1 FROM {KEPT} WHERE {is_it});"
        )
    yield f"UPDATE {KEPT} SET number = number + ({one}) WHERE {is_it}{known};"
