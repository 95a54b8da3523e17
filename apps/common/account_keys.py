"""Rules that keep every row in its account: it never points to a row of another one, and never moves to another one.

A second wall behind the checks of the application. Triggers, because a foreign key over (account, id) would need one
more index on every table that is pointed to, a column more in every table that belongs to an account through its
parent, and SQLite cannot add one to a table at all. What never leaves its account is checked for good when written.

What repeats the account of another row, for an index or a policy, says that one's or is refused.

A row that points to nobody's row, such as what an operator made, is held by nothing here. A parent that is not there
is for the foreign key to complain about: `loaddata` brings children before their parents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.common import belonging
from apps.common.postgresql import WALL
from apps.common.rules import Rule

OTHER_ACCOUNT = "a row of {table} would point to a row of another account"
REPEATS = "a row of {table} would repeat another account than that of the row which it points to"
MOVES = "a row of {table} would move to another account"
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
TRIGGER = {
    "sqlite": [
        "CREATE TRIGGER {rule} BEFORE %(event)s ON %(table)s FOR EACH ROW WHEN (%(when)s) AND (%(wrong)s) "
        "BEGIN SELECT RAISE(ABORT, '%(words)s'); END"
    ],
    # What the wall of the row policies hides from the caller must be seen here; an error undoes this with the rest.
    "postgresql": [
        "CREATE OR REPLACE FUNCTION {rule}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"DECLARE wall text := coalesce(current_setting('{WALL}', true), ''); BEGIN "
        f"IF wall <> '' THEN PERFORM set_config('{WALL}', '', true); END IF; "
        "IF %(wrong)s THEN RAISE EXCEPTION '%(words)s' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"IF wall <> '' THEN PERFORM set_config('{WALL}', wall, true); END IF; "
        "RETURN NEW; END $$",
        "CREATE TRIGGER {rule} BEFORE %(event)s ON %(table)s FOR EACH ROW WHEN (%(when)s) EXECUTE FUNCTION {rule}()",
    ],
}


def rules(connection: BaseDatabaseWrapper) -> Iterator[Rule]:
    for model in belonging.every_model():
        found = Keys(model, connection)
        if found.account:
            yield found.rule("stays", found.moving())
        if len(found.columns) > 1:
            yield found.rule("points", found.pointing())
        if found.fields:
            yield found.rule("turns", found.turning())
        if found.repeated:
            yield found.rule("repeats", found.repeating("INSERT"))
            yield found.rule("repeats_on", found.repeating("UPDATE"))


class Keys:
    """What a row of `model` says of its account: the column `account` if it has one, and `fields`, its keys."""

    def __init__(self, model: type[models.Model], connection: BaseDatabaseWrapper) -> None:
        self.model, self.connection = model, connection
        self.quote = connection.ops.quote_name
        own = belonging.own_account(model)
        self.account = self.quote(own.column) if own else ""
        self.fields = belonging.keys(model)
        self.repeated: Any = belonging.repeated(model)
        self.columns = [*filter(None, [self.account]), *(self.quote(field.column) for field in self.fields)]

    def rule(self, verb: str, parts: dict[str, str]) -> Rule:
        table = self.model._meta.db_table
        parts = {"table": self.quote(table), **parts, "words": parts["words"].format(table=table)}
        statements = [statement % parts for statement in TRIGGER[self.connection.vendor]]
        return Rule(f"{table[:36]}_{verb}", table, statements, belonging.columns_read(self.model))

    def moving(self) -> dict[str, str]:
        """Costs nothing unless the statement names the column, and next to nothing then."""
        return {
            "event": f"UPDATE OF {self.account}",
            "when": self._differs(self.account),
            "wrong": "true",
            "words": MOVES,
        }

    def pointing(self) -> dict[str, str]:
        """Whatever points to one row only, and has no account of its own, cannot be wrong: nothing is looked up."""
        several = " + ".join(f"CASE WHEN NEW.{column} IS NULL THEN 0 ELSE 1 END" for column in self.columns)
        return {"event": "INSERT", "when": f"{several} > 1", "wrong": self._disagree(), "words": OTHER_ACCOUNT}

    def turning(self) -> dict[str, str]:
        columns = [self.quote(field.column) for field in self.fields]
        was = [] if self.account else [belonging.account_of_row(self.model, "OLD", self.quote)]
        return {
            "event": f"UPDATE OF {', '.join(columns)}",
            "when": " OR ".join(map(self._differs, columns)),
            "wrong": self._disagree(*was),
            "words": OTHER_ACCOUNT,
        }

    def repeating(self, event: str) -> dict[str, str]:
        """Nothing is looked up where neither is said, nor where both stay as they are."""
        account, key = (self.quote(field.column) for field in self.repeated)
        truth = belonging.account_of_target(self.repeated[1], "NEW", self.quote)
        looks = {
            "INSERT": {"event": event, "when": f"NEW.{account} IS NOT NULL OR NEW.{key} IS NOT NULL"},
            "UPDATE": {
                "event": f"UPDATE OF {account}, {key}",
                "when": f"{self._differs(account)} OR {self._differs(key)}",
            },
        }
        return {
            **looks[event],
            "wrong": f"NEW.{account} {DIFFERS[self.connection.vendor]} {truth}",
            "words": REPEATS,
        }

    def _differs(self, column: str) -> str:
        return f"OLD.{column} {DIFFERS[self.connection.vendor]} NEW.{column}"

    def _disagree(self, *more: str) -> str:
        """Whether the accounts of the row, and of all that it points to, are more than one; NULL is none."""
        accounts = [belonging.account_of_target(field, "NEW", self.quote) for field in self.fields]
        own = [f"NEW.{self.account}"] if self.account else []
        # Not VALUES: in a trigger, older releases of SQLite give its columns no name.
        rows = " UNION ALL ".join(f"SELECT {account} AS account" for account in [*own, *accounts, *more])
        return f"(SELECT min(account) <> max(account) FROM ({rows}) AS found)"  # noqa: S608 - names of models
