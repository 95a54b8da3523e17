"""`python -m tests.benchmarks.screens`: the portal's lists with ten rows and with very many, on SQLite and PostgreSQL.

Very many are 100,000 consumers, users and sessions, 1,000,000 authorizations and 300,000 transactions. Says for each
page how long the database and the whole page took, in milliseconds (the median), and how many times longer it is with
very many. It asserts nothing; each database takes about a minute on a quiet machine, half of which is filling it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import django

CONSUMERS, USERS, SESSIONS, GRANTED, TRANSACTIONS = 100_000, 100_000, 100_000, 1_000_000, 300_000
GRANTING = 1_000
"""So many of the users allowed apps, and did what stands in the log."""
ROUNDS = 7
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) ",
    "postgresql": "WITH numbers AS (SELECT n FROM generate_series(1, {count}) n) ",
}
INDEXES = (
    "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass "
    "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"
)
CONSTRAINTS = (
    "SELECT conname, pg_get_constraintdef(oid) || CASE contype WHEN 'f' THEN ' NOT VALID' ELSE '' END "
    "FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'u')"
)
# Each row's values follow from its number. Names are padded, so that they order as the numbers do.
NAME = "'{word} ' || substr(CAST(10000000 + n AS text), 2)"
LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', '2024-01-01', '+' || ({step} * n) || ' seconds')",
    "postgresql": "timestamptz '2024-01-01' + {step} * n * interval '1 second'",
}
TOMORROW = {"sqlite": "datetime('now', '+1 day')", "postgresql": "CURRENT_TIMESTAMP + interval '1 day'"}
# Of documentation's own network, which has 250 of them here.
ADDRESS = {"sqlite": "'192.0.2.' || (n % 250 + 1)", "postgresql": "CAST('192.0.2.' || (n % 250 + 1) AS inet)"}
LATELY = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || (n / 1000.0) || ' seconds')",
    "postgresql": "CURRENT_TIMESTAMP - n * interval '1 millisecond'",
}
CONSUMER = {
    "id": "{base} + n", "account_id": "{account}", "client_id": "'cnxk_' || ({base} + n)",
    "name": NAME.format(word="Puente"), "name_key": NAME.format(word="puente"), "permission_group_id": "{group}",
    "authorization_grant_type": "'authorization-code'", "client_type": "'confidential'",
    "is_enabled": "n % 5000 <> 7", "created": "{later}",
}  # fmt: skip
USER = {
    "id": "{base} + n", "account_id": "{account}", "email": "'persona' || ({base} + n) || '@aguas.example'",
    "name": NAME.format(word="Persona"), "name_key": NAME.format(word="persona"),
    "role": "CASE WHEN n % 20000 = 7 THEN 'administrator' ELSE 'read_only' END",
    "is_active": "n % 5000 <> 7", "is_operator": "{false}", "password": "'!'",
    "last_login": "CASE WHEN n % 5000 <> 3 THEN {lately} END", "invited_at": "{lately}",
}  # fmt: skip
SESSION = {
    "digest": "'s' || ({base} + n)", "user_id": "{base} + n", "user_account_id": "{account}",
    "last_seen_at": "{lately}", "created_at": "{lately}", "expire_date": "{tomorrow}", "address": "{address}",
}  # fmt: skip
AUTHORIZATION = {
    "account_id": "{account}",
    "consumer_id": "{base} + 1 + (n - 1) / {users}", "user_id": "{base} + 1 + (n - 1) % {users}",
    "granted_at": "{later}", "scope": "'items:view'", "revoked_at": "CASE WHEN n % 50000 = 7 THEN {later} END",
}  # fmt: skip
TRANSACTION = {
    "account_id": "{account}", "number": "{last} + n", "at": "{later}", "actor_kind": "'user'",
    "actor_id": "CAST({base} + 1 + n % {users} AS text)",
    "actor_name": NAME.format(word="Persona").replace("+ n", "+ n % {users}"),
    "actor_key": NAME.format(word="persona").replace("+ n", "+ n % {users}"),
    "address": "'192.0.2.7'", "module": "CASE WHEN n % 100000 = 7 THEN 'api_connections' ELSE 'items' END",
    "action": "CASE WHEN n % 100000 = 7 THEN 'secret_rotated' ELSE 'item_changed' END",
    "kind": "CASE WHEN n % 100000 = 7 THEN 'rotate' ELSE 'edit' END",
    "target_type": "CASE WHEN n % 100000 = 7 THEN 'consumer' ELSE 'item' END", "target_id": "CAST(n % 1000 AS text)",
    "changes": "'{{}}'",
}  # fmt: skip
CONSUMER_LIST, GRANTED_LIST, LOG, USER_LIST, SESSION_LIST = (
    f"/settings/{place}/"
    for place in (
        "api-connections/consumers", "api-connections/authorizations", "transactions-log", "user-accounts/accounts",
        "security/sessions",
    )
)  # fmt: skip
PAGES = {
    "consumers": CONSUMER_LIST,
    "consumers, last page": f"{CONSUMER_LIST}?page=9999",
    "consumers, newest first": f"{CONSUMER_LIST}?sort=-created",
    "consumers, search by name": f"{CONSUMER_LIST}?q=puente 000000",
    "consumers, search for nothing": f"{CONSUMER_LIST}?q=zzz",
    "consumers, disabled": f"{CONSUMER_LIST}?status=disabled",
    "authorizations": GRANTED_LIST,
    "authorizations, last page": f"{GRANTED_LIST}?page=9999",
    "authorizations, search": f"{GRANTED_LIST}?q=persona 0000005",
    "authorizations of an app": f"{GRANTED_LIST}?app=puente 0000005",
    "authorizations, app and user": f"{GRANTED_LIST}?app=puente 0000005&user=persona 0000005",
    "authorizations, revoked": f"{GRANTED_LIST}?status=revoked",
    "authorizations, suggestions": f"{GRANTED_LIST}suggest/?app=pue",
    "log": LOG,
    "log, last page": f"{LOG}?page=9999",
    "log, a rare action": f"{LOG}?kind=rotate",
    "log, a rare module and action": f"{LOG}?module=api_connections&kind=rotate",
    "log, one actor": f"{LOG}?actor=persona 0000005",
    "log, actor and action": f"{LOG}?actor=persona 0000005&kind=rotate",
    "log, a rare kind of actor": f"{LOG}?actor_kind=operator",
    "log, one record": f"{LOG}?about=item:5",
    "log, search": f"{LOG}?q=zzz",
    "users": USER_LIST,
    "users, last page": f"{USER_LIST}?page=9999",
    "users, search by name": f"{USER_LIST}?q=persona 000000",
    "users, search by e-mail": f"{USER_LIST}?q=PERSONA20000005@aguas.example",
    "users, search for nothing": f"{USER_LIST}?q=zzz",
    "users, administrators": f"{USER_LIST}?role=administrator",
    "users, deactivated": f"{USER_LIST}?status=deactivated",
    "users, invited": f"{USER_LIST}?status=invited",
    "user, a new one": f"{USER_LIST}add/",
    "sessions": SESSION_LIST,
    "sessions, last page": f"{SESSION_LIST}?page=9999",
    "sessions of a user": f"{SESSION_LIST}?q=persona 0000005",
    "sessions from an address": f"{SESSION_LIST}?q=192.0.2.8",
    "API log, a rare action": "/api/transactions_log?limit=25&action=rotate",
    "API log, a rare sub_module": "/api/transactions_log?limit=25&sub_module=consumer",
}


def insert(model: Any, varying: dict[str, str], count: int, **words: Any) -> None:
    """`count` rows in one statement; a column that is not named is null, false, zero or blank."""
    from django.db import connection

    is_postgresql = connection.vendor == "postgresql"
    words = {"true": "1 = 1", "false": "1 = 0", **words}
    words["later"] = LATER[connection.vendor].format(step=words.get("step", 30))
    for name, by_vendor in (("lately", LATELY), ("tomorrow", TOMORROW), ("address", ADDRESS)):
        words[name] = by_vendor[connection.vendor]
    columns = {str(f.column): blank(f) for f in model._meta.concrete_fields if not f.primary_key}
    columns |= {name: text.format(**words) for name, text in varying.items()}
    numbers = NUMBERS[connection.vendor].format(count=count)
    into = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
    select = f"SELECT {', '.join(columns.values())} FROM numbers"  # noqa: S608 - words of this file
    with connection.cursor() as cursor:
        cursor.execute(into + numbers + select if is_postgresql else numbers + into + select)


def blank(field: Any) -> str:
    from django.db import models

    if field.null:
        return "NULL"
    if isinstance(field, models.BooleanField):
        return "1 = 0"
    if isinstance(field, models.DateTimeField):
        return "CURRENT_TIMESTAMP"
    return "0" if isinstance(field, models.IntegerField) else "''"


def fill(account: Any, group: Any, *, few: bool) -> None:
    from django.db import connection

    from apps.accounts.models import User
    from apps.accounts.session import Session
    from apps.audit.models import ChainHead, Transaction
    from apps.common import counting, rules
    from apps.connections.models import Authorization, Consumer

    counts = (10,) * 5 if few else (CONSUMERS, USERS, SESSIONS, GRANTED, TRANSACTIONS)
    head = ChainHead.objects.filter(chain=account.pk).first()
    words = {
        "account": account.pk, "base": 10_000_000 * account.pk, "group": group.pk,
        "users": min(GRANTING, counts[1]), "last": head.number if head else 0,
    }  # fmt: skip
    models: list[tuple[Any, dict[str, str]]] = [
        (Consumer, CONSUMER), (User, USER), (Session, SESSION), (Authorization, AUTHORIZATION),
        (Transaction, TRANSACTION),
    ]  # fmt: skip
    rules.remove(connection)
    hurry(connection)
    for (model, varying), count in zip(models, counts, strict=True):
        with standing_aside(connection, model._meta.db_table, does_pay=count > USERS // 2):
            insert(model, varying, count, **words)
    rules.install(connection)
    for counted in counting.registered():
        if counted.model in {model for model, _ in models}:
            counting.recount(counted)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def hurry(connection: Any) -> None:
    """What is lost when the machine stops now is made anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET statement_timeout = 0; SET maintenance_work_mem = '256MB'; SET synchronous_commit = off"
            )
            connection.connection.patience = 600.0
        else:
            for setting in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -262144"):
                cursor.execute(f"PRAGMA {setting}")


@contextmanager
def standing_aside(connection: Any, table: str, *, does_pay: bool) -> Iterator[None]:
    """Without the table's indexes and constraints, which are made anew at once instead of with each row."""
    found = asides(connection, table) if does_pay else []
    with connection.cursor() as cursor:
        for drop, _ in found:
            cursor.execute(drop)
        yield
        for _, make in found:
            cursor.execute(make)


def asides(connection: Any, table: str) -> list[tuple[str, str]]:
    """How each is dropped, and made: SQLite's foreign keys are off already."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND type = 'index'", [table])
            return [(f'DROP INDEX "{name}"', sql) for name, sql in cursor.fetchall() if sql]
        cursor.execute(INDEXES, [table])
        indexes = [(f'DROP INDEX "{name}"', make) for name, make in cursor.fetchall()]
        cursor.execute(CONSTRAINTS, [table])
        change = f'ALTER TABLE "{table}"'
        return indexes + [
            (f'{change} DROP CONSTRAINT "{name}"', f'{change} ADD CONSTRAINT "{name}" {what}')
            for name, what in cursor.fetchall()
        ]


class Stopwatch:
    def __init__(self) -> None:
        self.seconds, self.queries = 0.0, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - begun
            self.queries += 1


def measured(get: Any, url: str) -> tuple[float, float, int]:
    """Milliseconds in the database and of the whole page, and how many queries it made."""
    from django.db import connection

    database, whole, queries = [], [], 0
    for _ in range(ROUNDS):
        watch, begun = Stopwatch(), time.perf_counter()
        with connection.execute_wrapper(watch):
            assert get(url).status_code == 200, url
        whole.append(1000 * (time.perf_counter() - begun))
        database.append(1000 * watch.seconds)
        queries = watch.queries
    return median(database), median(whole), queries


def here() -> None:
    """Both sizes in the database that DATABASE_URL names, which must be empty."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.api.helpers import Program, token_for
    from tests.conftest import sign_in
    from tests.factories import AccountFactory, GroupFactory, UserFactory

    call_command("migrate", verbosity=0)
    found: list[dict[str, tuple[float, float, int]]] = []
    for few in (True, False):
        account = AccountFactory.create(calls_per_minute=1_000_000)
        owner = UserFactory.create(account=account, role="super_administrator")
        begun = time.monotonic()
        token, client = token_for(account, ["transactions_log:view"]), sign_in(owner)
        fill(account, GroupFactory.create(account=account), few=few)
        say(f"{connection.vendor}: filled in {time.monotonic() - begun:.0f} s")
        gets = {True: Program(token).get, False: client.get}
        found.append({name: measured(gets[url.startswith("/api/")], url) for name, url in PAGES.items()})
    say(f"{'':32}{'ten rows: db / page':>22}{'very many: db / page':>24}{'page':>8}   queries")
    for name in PAGES:
        (few_db, few_page, few_queries), (db, page, queries) = found[0][name], found[1][name]
        milliseconds = f"{few_db:12.1f} / {few_page:7.1f}{db:14.1f} / {page:7.1f}"
        say(f"{name:32}{milliseconds}{page / few_page:7.1f}x   {few_queries} / {queries}")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    if sys.argv[1:] == ["here"]:
        here()
        return 0
    itself = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.screens", "here"]
    with tempfile.TemporaryDirectory(prefix="conexiones-") as place:
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{Path(place) / 'screens.sqlite3'}"}
        subprocess.run(itself, env=environment, check=True)
    subprocess.run([sys.executable, "-W", "ignore", "-m", "tests.postgresql", *itself], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
