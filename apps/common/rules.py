"""Rules that live in the database beside the tables: triggers, and on PostgreSQL row policies.

They are derived, not migrated. After every `migrate` those that are missing are made and those that are outdated are
dropped, so that a new model has its rules without a line, and a table that SQLite made anew has them again. An app
that has rules registers, in its AppConfig.ready(), a function that says which:

    def counters(connection: BaseDatabaseWrapper) -> Iterator[Rule]:
        # `{rule}` is the name that the trigger must have, and on PostgreSQL its function if it has one of its own.
        yield Rule("item_counted", "maintenance_item", uses={"maintenance_item": ["account_id"]}, statements=[
            "CREATE OR REPLACE FUNCTION {rule}() RETURNS trigger LANGUAGE plpgsql AS $$ … $$",
            "CREATE TRIGGER {rule} AFTER INSERT ON maintenance_item FOR EACH ROW EXECUTE FUNCTION {rule}()",
        ])

    rules.register(counters)

One rule is one trigger or one policy; SQLite needs a trigger for each of INSERT, UPDATE and DELETE. What it reads
must be in `uses`: as long as a table or column of it is not migrated yet, the rule waits. Its table is locked while
the trigger is made: what takes long, such as counting what is there already, is no work for its statements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.common.rules_catalog import Catalog, catalog_of

PREFIX = "rule_"
NAME_LENGTH = 44
"""So that the whole name is none that PostgreSQL would cut."""


@dataclass(frozen=True)
class Rule:
    """`name` is unique among all rules; `statements` make it where it is not; `uses` names columns by table."""

    name: str
    table: str
    statements: Sequence[str]
    uses: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @property
    def installed_name(self) -> str:
        """Another one whenever the rule reads differently, so that an outdated one is seen to be."""
        text = "\0".join([self.name, self.table, *self.statements])
        return f"{PREFIX}{self.name[:NAME_LENGTH]}_{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @property
    def script(self) -> list[str]:
        return [statement.replace("{rule}", self.installed_name) for statement in self.statements]


Maker = Callable[[BaseDatabaseWrapper], Iterable[Rule]]
_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Have the rules that `maker` says for a connection, SQLite's or PostgreSQL's, installed there."""
    if maker not in _makers:
        _makers.append(maker)


def wanted(connection: BaseDatabaseWrapper, catalog: Catalog) -> Iterator[Rule]:
    """Every rule whose tables and columns exist."""
    columns = catalog.columns()
    for maker in _makers:
        for rule in maker(connection):
            needed = {rule.table: (), **rule.uses}
            if all(name in columns and columns[name].issuperset(used) for name, used in needed.items()):
                yield rule


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing, drop what is outdated: a short transaction for each table that is not as it must be."""
    catalog = catalog_of(connection, PREFIX)
    rules = {rule.installed_name: rule for rule in wanted(connection, catalog)}
    there = catalog.installed()
    missing = [rule for name, rule in rules.items() if name not in there]
    outdated = {name: table for name, table in there.items() if name not in rules}
    for table in sorted({*(rule.table for rule in missing), *outdated.values()}):
        with transaction.atomic(using=connection.alias):
            for name in (name for name, where in outdated.items() if where == table):
                catalog.drop(name, table)
            for rule in (rule for rule in missing if rule.table == table):
                run(connection, rule.script)
    catalog.clean({*rules})


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the rules that are not in the database, and would be after `migrate`."""
    catalog = catalog_of(connection, PREFIX)
    there = catalog.installed()
    return sorted(rule.name for rule in wanted(connection, catalog) if rule.installed_name not in there)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop every rule."""
    catalog = catalog_of(connection, PREFIX)
    with transaction.atomic(using=connection.alias):
        for name, table in catalog.installed().items():
            catalog.drop(name, table)
        catalog.clean(set())


def run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def step_aside(using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """SQLite makes a table anew to alter it, and cannot while a trigger elsewhere still reads the old one."""
    if plan and connections[using].vendor == "sqlite":
        remove(connections[using])


def return_to_duty(using: str, **kwargs: Any) -> None:
    """Once for each `migrate`; not for `flush`, which sends the same signal, without a plan."""
    if "plan" in kwargs:
        install(connections[using])
