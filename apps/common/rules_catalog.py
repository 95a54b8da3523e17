"""Which rules are in a database, and how one is taken out of it; each of the two databases keeps them its own way."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

ABOUT_SQLITE = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name GLOB %s"
COLUMNS_OF_SQLITE = (
    "SELECT tables.name, columns.name FROM sqlite_master tables JOIN pragma_table_info(tables.name) columns "
    "WHERE tables.type = 'table'"
)
ABOUT_POSTGRESQL = """
SELECT rules.name, pg_class.relname FROM (
    SELECT tgname, tgrelid FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT polname, polrelid FROM pg_policy
) AS rules (name, of) JOIN pg_class ON pg_class.oid = rules.of
WHERE starts_with(rules.name, %s) AND pg_table_is_visible(pg_class.oid)
"""
COLUMNS_OF_POSTGRESQL = """
SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped AND pg_table_is_visible(pg_class.oid)
"""
FUNCTIONS = "SELECT proname FROM pg_proc WHERE starts_with(proname, %s) AND pg_function_is_visible(oid)"
# Where the last policy is gone, row security would let nobody through.
BARRED = """
SELECT relname FROM pg_class WHERE relrowsecurity AND relname = ANY(%s) AND pg_table_is_visible(oid)
AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)
"""
POLICY = "SELECT 1 FROM pg_policy WHERE polname = %s"


class Catalog:
    """Of SQLite, where a rule is a trigger."""

    about, about_columns = ABOUT_SQLITE, COLUMNS_OF_SQLITE

    def __init__(self, connection: BaseDatabaseWrapper, prefix: str) -> None:
        self.connection, self.prefix = connection, prefix
        self.touched: list[str] = []

    @property
    def pattern(self) -> str:
        return f"{self.prefix}*"

    def installed(self) -> dict[str, str]:
        """The rules that are there, each with its table."""
        return dict(self.ask(self.about, self.pattern))

    def columns(self) -> dict[str, set[str]]:
        """Of every table."""
        found: dict[str, set[str]] = {}
        for table, column in self.ask(self.about_columns):
            found.setdefault(table, set()).add(column)
        return found

    def drop(self, name: str, table: str) -> None:
        self.ask(f"DROP TRIGGER {self.quoted(name)}")

    def clean(self, kept: set[str]) -> None:
        """Take away what only the rules needed that are there no more."""

    def ask(self, statement: str, *values: Any) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description is not None else []

    def quoted(self, name: str) -> str:
        return str(self.connection.ops.quote_name(name))


class PostgresqlCatalog(Catalog):
    """Where a trigger has its function, and a rule can be a row policy as well."""

    about, about_columns = ABOUT_POSTGRESQL, COLUMNS_OF_POSTGRESQL

    @property
    def pattern(self) -> str:
        return self.prefix

    def drop(self, name: str, table: str) -> None:
        kind = "POLICY" if self.is_policy(name) else "TRIGGER"
        self.touched.append(table)
        self.ask(f"DROP {kind} {self.quoted(name)} ON {self.quoted(table)}")

    def is_policy(self, name: str) -> bool:
        return bool(self.ask(POLICY, name))

    def clean(self, kept: set[str]) -> None:
        for (name,) in self.ask(FUNCTIONS, self.pattern):
            if name not in kept:
                self.ask(f"DROP FUNCTION {self.quoted(name)}")
        for (table,) in self.ask(BARRED, self.touched):
            self.ask(f"ALTER TABLE {self.quoted(table)} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")


def catalog_of(connection: BaseDatabaseWrapper, prefix: str) -> Catalog:
    return (PostgresqlCatalog if connection.vendor == "postgresql" else Catalog)(connection, prefix)
