"""Two roles on PostgreSQL: one that migrates and owns the tables, one that serves and can do no more than it needs.

Whoever takes over the serving role then cannot alter the schema, nor the transactions log, nor pass by a row policy.
"""

from __future__ import annotations

from django.db import connection
from psycopg.sql import SQL, Identifier

from apps.audit.triggers import TABLE

GRANTS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON SCHEMA public FROM {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    # What later migrations make.
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM {{role}}",
    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role}",
)
EXCESS = f"""
SELECT pg_roles.rolsuper,
       pg_roles.rolbypassrls,
       EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(pg_roles.oid, tableowner, 'MEMBER')),
       has_schema_privilege(pg_roles.oid, 'public', 'CREATE'),
       COALESCE(has_table_privilege(pg_roles.oid, to_regclass('public.{TABLE}'), 'UPDATE, DELETE, TRUNCATE'), false)
FROM pg_roles WHERE rolname = %s
"""  # noqa: S608 - the name of a table of ours
WORDS = (
    "is a superuser, whom no row-level security holds",
    "passes by row-level security (BYPASSRLS)",
    "owns tables",
    "may create tables",
    f"may change {TABLE}",
)


class UnknownRole(LookupError):
    """PostgreSQL has no such role."""


def grant(role: str) -> None:
    """Let `role` serve, and nothing else. Raises UnknownRole."""
    excess(role)
    with connection.cursor() as cursor:
        for statement in GRANTS:
            # The words are constants of this file, and the name of the role is quoted.
            cursor.execute(SQL(statement).format(role=Identifier(role)))


def excess(role: str | None = None) -> list[str]:
    """What `role`, by default the one that this connection has, may do beyond serving. Raises UnknownRole.

    Other databases have no roles, and nothing to say.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        cursor.execute(EXCESS, [role or cursor.fetchone()[0]])
        found = cursor.fetchone()
    if found is None:
        raise UnknownRole(role)
    return [words for words, may in zip(WORDS, found, strict=True) if may]
