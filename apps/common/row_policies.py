"""Row policies, on PostgreSQL: a connection that has a wall (apps.common.walls) reaches rows of that account only.

A row that belongs to an account through others is reached when they are, or by what it repeats of theirs. A row of no
account, such as an operator or a line of the installation's own log, can be read and added from inside every account:
an operator's name stands beside what they did there. Only an operator changes it, and nobody inside deletes it.

The setting is read once for each statement, not for each row: hence the sub-selects. PostgreSQL evaluates a condition
that could tell something about a row before the policy has let it through only if its operator is leakproof: =, < and
their like are, so that indexes serve as before. LIKE, ILIKE and the operators of JSON are not: they are evaluated for
the account's rows one by one, and a trigram index would need the account beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.common import belonging
from apps.common.postgresql import OPERATOR, WALL
from apps.common.rules import Rule

ACCOUNT = f"(SELECT nullif(current_setting('{WALL}', true), '')::bigint)"
NOBODY_YET = f"(SELECT nullif(current_setting('{WALL}', true), '') IS NULL)"
BY_OPERATOR = f"(SELECT current_setting('{OPERATOR}', true) = 'on')"
OWN = f"{{column}} = {ACCOUNT} OR {NOBODY_YET}"
REPEATED = f"{OWN} OR {{column}} IS NULL"
# The owner of the tables is held as well: many installations serve with the role that migrates.
STAND = (
    "CREATE POLICY {{rule}} ON {table} USING ({condition})",
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
)
# A function, whose plan is kept: a sub-select would be planned anew, with the policies of its own table, by each query.
REACHED = (
    "CREATE OR REPLACE FUNCTION {{rule}}({parameters}) RETURNS boolean LANGUAGE plpgsql STABLE AS "
    "$$ BEGIN RETURN {condition}; END $$",
    "CREATE POLICY {{rule}} ON {table} USING ({nobody_yet} OR {{rule}}({columns}))",
    STAND[1],
)
OF_NOBODY = {
    "read": "CREATE POLICY {{rule}} ON {table} FOR SELECT USING ({column} IS NULL)",
    "add": "CREATE POLICY {{rule}} ON {table} FOR INSERT WITH CHECK ({column} IS NULL)",
    "change": "CREATE POLICY {{rule}} ON {table} FOR UPDATE USING ({column} IS NULL AND {by_operator})",
}


def rules(connection: BaseDatabaseWrapper) -> Iterator[Rule]:
    if connection.vendor == "postgresql":
        for model in belonging.every_model():
            if belonging.own_account(model):
                yield from _of_itself(model, connection)
            elif belonging.repeated(model):
                yield _as_repeated(model, connection)
            elif belonging.belongs(model):
                yield _of_another(model, connection)


def _of_itself(model: type[models.Model], connection: BaseDatabaseWrapper) -> Iterator[Rule]:
    """The row says whose it is."""
    own: Any = belonging.own_account(model)
    column = connection.ops.quote_name(own.column)
    parts = {"column": column, "condition": OWN.format(column=column), "by_operator": BY_OPERATOR}
    yield _rule("wall", model, connection, STAND, parts)
    for verb, statement in OF_NOBODY.items() if own.null else ():
        yield _rule(verb, model, connection, [statement], parts)


def _as_repeated(model: type[models.Model], connection: BaseDatabaseWrapper) -> Rule:
    """The row repeats whose it is: one comparison, where a look at the other table would cost 20 µs for each row."""
    said: Any = belonging.repeated(model)
    column = connection.ops.quote_name(said[0].column)
    return _rule("wall", model, connection, STAND, {"condition": REPEATED.format(column=column)})


def _of_another(model: type[models.Model], connection: BaseDatabaseWrapper) -> Rule:
    """The row is reached when the one that it hangs on is; where that may be one of several, when all of them are.

    One is enough that every row has and that leads to somebody: all its keys point into one account.
    """
    found, quote = belonging.keys(model), connection.ops.quote_name
    certain = [field for field in found if not field.null and not belonging.may_be_of_nobody(field.related_model)]
    chosen = certain[:1] or found
    parts = {
        "parameters": ", ".join(f"key_{field.column} {field.db_type(connection)}" for field in chosen),
        "condition": " AND ".join(_is_reached(field, quote) for field in chosen),
        "columns": ", ".join(quote(field.column) for field in chosen),
        "nobody_yet": NOBODY_YET,
    }
    return _rule("wall", model, connection, REACHED, parts)


def _is_reached(field: Any, quote: belonging.Quote) -> str:
    table, key, value = (
        quote(field.related_model._meta.db_table),
        quote(field.target_field.column),
        f"key_{field.column}",
    )
    reached = f"EXISTS (SELECT 1 FROM {table} wall WHERE wall.{key} = {value})"  # noqa: S608 - names of the models
    return f"({value} IS NULL OR {reached})" if field.null else reached


def _rule(
    verb: str,
    model: type[models.Model],
    connection: BaseDatabaseWrapper,
    statements: Sequence[str],
    parts: Mapping[str, str],
) -> Rule:
    table = model._meta.db_table
    parts = {"table": connection.ops.quote_name(table), **parts}
    filled = [statement.format(**parts) for statement in statements]
    return Rule(f"{table[:36]}_{verb}", table, filled, belonging.columns_read(model))
