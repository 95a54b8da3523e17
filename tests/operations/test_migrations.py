"""A migration runs while the old and the new version serve: expand, migrate, contract, and never wait for a lock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from tests.operations.servers import Installation, manage, running

FIRST = "0001_initial"
# Each takes the table away from everybody, for as long as the table is large, or from the version that still serves.
NEVER = (
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
    migrations.AlterUniqueTogether,
    migrations.AddIndex,
)


def faults(migration: migrations.Migration) -> Iterator[str]:
    """What of a migration later than the first could not be done beside a running server."""
    for operation in migration.operations:
        if isinstance(operation, NEVER) and not isinstance(operation, AddIndexConcurrently):
            yield f"{operation.describe()}: not beside a running server"
        elif isinstance(operation, migrations.AddField) and not is_cheap(operation.field):
            yield f"{operation.describe()}: first null or with db_default, neither unique nor indexed"
        elif isinstance(operation, migrations.AddConstraint):
            yield f"{operation.describe()}: AddConstraintNotValid, then ValidateConstraint"
        elif isinstance(operation, AddIndexConcurrently | migrations.RunPython) and migration.atomic:
            yield f"{operation.describe()}: in a migration of its own with atomic = False"


def is_cheap(field: models.Field[Any, Any]) -> bool:
    """Whether PostgreSQL adds it without touching a row, and the old version can still insert one."""
    if field.unique or getattr(field, "db_index", False):
        return False
    return bool(field.null or field.db_default is not NOT_PROVIDED or field.many_to_many)


def later_migrations() -> list[migrations.Migration]:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}
    loaded = MigrationLoader(None).disk_migrations
    return [migration for (label, name), migration in loaded.items() if label in ours and name != FIRST]


def test_R135_every_migration_after_the_first_release_runs_beside_a_running_server() -> None:
    assert [fault for migration in later_migrations() for fault in faults(migration)] == []


def migration_of(operation: Any, *, atomic: bool = True) -> migrations.Migration:
    kind = type("Migration", (migrations.Migration,), {"operations": [operation], "atomic": atomic})
    made: migrations.Migration = kind("0002_x", "connections")
    return made


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RenameField("consumer", "name", "title"),
        migrations.AddField("consumer", "size", models.IntegerField(default=0)),
        migrations.AddField("consumer", "size", models.IntegerField(null=True, unique=True)),
        migrations.AddField("consumer", "size", models.IntegerField(null=True, db_index=True)),
        migrations.AddIndex("consumer", models.Index(fields=["name"], name="x")),
        migrations.AddConstraint("consumer", models.UniqueConstraint(fields=["name"], name="x")),
        migrations.RunPython(migrations.RunPython.noop),
        AddIndexConcurrently("consumer", models.Index(fields=["name"], name="x")),
    ],
)
def test_R135_what_would_lock_a_large_table_is_found(operation: Any) -> None:
    assert len(list(faults(migration_of(operation)))) == 1


@pytest.mark.parametrize(
    ("operation", "atomic"),
    [
        (migrations.AddField("consumer", "size", models.IntegerField(null=True)), True),
        (migrations.AddField("consumer", "size", models.IntegerField(db_default=0)), True),
        (AddIndexConcurrently("consumer", models.Index(fields=["name"], name="x")), False),
        (migrations.RunPython(migrations.RunPython.noop), False),
    ],
)
def test_R135_what_locks_nothing_passes(operation: Any, atomic: bool) -> None:
    assert list(faults(migration_of(operation, atomic=atomic))) == []


@pytest.mark.own_server
def test_R135_a_migration_that_gets_no_lock_gives_up_and_keeps_nobody_waiting(
    postgresql: Any, on_postgresql: Installation
) -> None:
    """A long report reads a table; the migration wants it alone, and must not make a queue behind itself."""
    postgresql.psql("CREATE DATABASE reported TEMPLATE operations")
    database = postgresql.get_uri(database="reported")
    with psycopg.connect(database) as reader, running(database) as server:
        reader.execute("SELECT count(*) FROM connections_consumer")
        given_up = manage(database, "migrate", "connections", "zero", "--verbosity", "0")
        assert given_up.returncode != 0
        assert "lock timeout" in given_up.stderr
        assert server.token(on_postgresql.client_id, on_postgresql.client_secret).status_code == 200
