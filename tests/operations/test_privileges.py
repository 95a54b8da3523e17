"""Two roles on PostgreSQL: the one that serves can serve, and nothing else."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
import requests

from tests.operations.servers import Installation, manage, running

pytestmark = pytest.mark.own_server

WEB = "conexiones_web"


@pytest.fixture(scope="module")
def served(postgresql: Any, on_postgresql: Installation) -> Installation:
    """The installation, reached as the role that serves."""
    postgresql.psql(f"CREATE ROLE {WEB} LOGIN")
    granted = manage(on_postgresql.database, "grant_web_role", WEB)
    assert granted.returncode == 0, granted.stderr
    return Installation(
        on_postgresql.database.replace("postgres:@", f"{WEB}:@"), on_postgresql.client_id, on_postgresql.client_secret,
        on_postgresql.api_key, on_postgresql.api_secret,
    )  # fmt: skip


def test_R137_the_role_that_serves_runs_the_whole_flow(served: Installation) -> None:
    assert WEB in served.database
    with running(served.database) as server:
        token = server.token(served.client_id, served.client_secret).json()["access_token"]
        body = {"code": "ROLE-1", "id_type_item": 2, "field_1": "Bomba"}
        assert server.call("POST", "/api/items", token, json=body).status_code == 201
        assert server.call("PUT", "/api/items/ROLE-1", token, json={"field_1": "Válvula"}).status_code == 200
        assert server.call("GET", "/api/items", token).json()["total"] >= 1
        assert requests.get(f"{server.url}/readyz", timeout=20).status_code == 200
    assert manage(served.database, "verify_transactions").returncode == 0
    assert manage(served.database, "purge").returncode == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_transaction SET actor_name = 'x'",
        "DELETE FROM audit_transaction",
        "TRUNCATE audit_transaction",
        "DROP TABLE accounts_user",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE audit_transaction DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_transaction_append_only ON audit_transaction",
        "CREATE OR REPLACE FUNCTION audit_transaction_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
    ],
)
def test_R137_the_role_that_serves_cannot(served: Installation, statement: str) -> None:
    with psycopg.connect(served.database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def check(database: str) -> str:
    return manage(database, "check", "--deploy", "--tag", "security").stderr


def test_R137_a_role_that_could_do_more_is_complained_about(on_postgresql: Installation, served: Installation) -> None:
    complaints = check(on_postgresql.database)
    assert "audit.W001" in complaints
    assert "is a superuser" in complaints
    assert "audit.W001" not in check(served.database)
    started = manage(on_postgresql.database, "-c", "import config.wsgi")
    assert "role that serves is a superuser" in started.stderr
    assert "role that serves" not in manage(served.database, "-c", "import config.wsgi").stderr


def test_R137_a_role_that_is_missing_or_too_mighty_is_refused(postgresql: Any, on_postgresql: Installation) -> None:
    assert "does not exist" in manage(on_postgresql.database, "grant_web_role", "nobody").stderr
    assert "still is a superuser" in manage(on_postgresql.database, "grant_web_role", "postgres").stderr
