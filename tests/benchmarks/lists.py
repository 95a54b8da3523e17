"""`python -m tests.benchmarks.lists`: a list of 25 items out of 1,000 and out of 1,000,000, on SQLite and PostgreSQL.

Says for each way of asking what the database took for it and what the whole call took, in milliseconds (the median of
many, taken in turns), and how many times longer it is with the million; and what the kept counts add to writing one
item. Both sizes lie in one table, as they would. It asserts nothing, and takes two minutes where nothing else runs.
`python -m tests.benchmarks.lists sqlite` (or `postgresql`) measures one of the two.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import django

FEW, MANY = 1_000, 1_000_000
IN_A_LOCATION = 100
"""Every so many items there is a location, which holds those that follow; so a filter by location finds as many."""
ASKED = {
    "start=0": "limit=25", "start=1000 (900 of the 1,000)": "limit=25&start={start}", "by code": "limit=25&code={code}",
    "by item_type": "limit=25&item_type=2", "by item_type, start=200": "limit=25&item_type=2&start=200",
    "by active=false": "limit=25&active=false", "by location": "limit=25&location_code={location}",
    "by description": "limit=25&description=Bomba%20{number}%20%7B%20{code}%20%7D",
    "by barcode": "limit=25&barcode=B-{number}", "by items_types_description": "limit=25&items_types_description=TOOLS",
    "by active=true": "limit=25&active=true", "by id_parent": "limit=25&id_parent={parent}",
    "by location, is_tree": "limit=25&location_code={location}&is_tree=true",
    "by type and location": "limit=25&item_type=2&location_code={location}",
    "by weight (no index)": "limit=25&weight=7.5",
    "by parent_description": "limit=25&parent_description=Bomba%20{first}%20%7B%20{location}%20%7D",
}  # fmt: skip
ROUNDS = 25
WRITTEN = 200
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})",
    "postgresql": "WITH numbers AS (SELECT n FROM generate_series(1, {count}) n)",
}
# Each item's key follows from its number, so that it can name its location in the same statement.
VARYING = {
    "id": "{base} + n",
    "account_id": "{account}",
    "code": "'EQ-' || substr(CAST(10000000 + n AS text), 2)",
    "item_type": "CASE WHEN n % {each} = 1 THEN 1 ELSE 2 + n % 4 END",
    "location_id": "CASE WHEN n % {each} = 1 THEN NULL ELSE {base} + n - (n - 1) % {each} END",
    "parent_id": "CASE WHEN n % {each} = 1 THEN NULL ELSE {base} + n - (n - 1) % {each} END",
    "active": "n % 20 <> 0",
    "field_1": "'Bomba ' || n",
    "barcode": "'B-' || n",
}
KEYS = "SELECT conname FROM pg_constraint WHERE conrelid = 'maintenance_item'::regclass AND contype = 'f'"
CONSTANT = {"available": "{true}", "is_serial_control": "{false}"}


def fill(account: Any, count: int) -> float:
    """`count` items for `account`, in one statement; returns the seconds that this and its counting took."""
    from django.db import connection

    from apps.common import counting, rules
    from apps.maintenance.models import Item

    base = 10_000_000 * account.pk
    begun = time.monotonic()
    rules.remove(connection)
    if connection.vendor == "postgresql":
        take_all_day(connection)
    for index in Item._meta.indexes:
        change_index("remove_index", index)
    words = {"base": base, "account": account.pk, "each": IN_A_LOCATION, "true": "1 = 1", "false": "1 = 0"}
    values = {column: text.format(**words) for column, text in (VARYING | CONSTANT).items()}
    columns = {str(field.column): "NULL" if field.null else "''" for field in Item._meta.concrete_fields} | values
    numbers = NUMBERS[connection.vendor].format(count=count)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO maintenance_item ({', '.join(columns)}) {numbers} SELECT {', '.join(columns.values())} "  # noqa: S608
            "FROM numbers" if connection.vendor == "postgresql" else
            f"{numbers} INSERT INTO maintenance_item ({', '.join(columns)}) SELECT {', '.join(columns.values())} "  # noqa: S608
            "FROM numbers"
        )  # fmt: skip
    for index in Item._meta.indexes:
        change_index("add_index", index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rules.install(connection)
    for counted in counting.registered():
        counting.recount(counted)
    return time.monotonic() - begun


def change_index(verb: str, index: Any) -> None:
    """An index that is made after a million rows is made in a fraction of the time."""
    from django.db import connection

    from apps.maintenance.models import Item

    with connection.schema_editor() as editor:
        getattr(editor, verb)(Item, index)


def take_all_day(connection: Any) -> None:
    """A million rows at once may take longer than a request, and their keys are known to be right."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(KEYS)
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE maintenance_item DROP CONSTRAINT {name}")
    connection.connection.patience = 600.0


def settle(connection: Any) -> None:
    """What a server does behind so many new rows is done before anything is measured."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


class Stopwatch:
    """What the database takes for the rows and their total."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if "maintenance_item" in sql or "common_rowcount" in sql:
                self.seconds += time.perf_counter() - begun


@dataclass
class Asked:
    """Milliseconds in the database and of the whole call, of each round; and the total that was answered."""

    database: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    total: str = ""

    def once(self, program: Any, query: str) -> None:
        from django.db import connection

        watch, begun = Stopwatch(), time.perf_counter()
        with connection.execute_wrapper(watch):
            answer = program.get(f"/api/items?{query}").json()
        self.whole.append(1000 * (time.perf_counter() - begun))
        self.database.append(1000 * watch.seconds)
        self.total = f"{answer['total']:,}" if answer["success"] else answer["code"]


def asked_in_turns(accounts: dict[int, Any], query: str) -> list[Asked]:
    from tests.api.helpers import Program

    found = [Asked() for _ in accounts]
    for _ in range(ROUNDS):
        for one, (count, token) in zip(found, accounts.items(), strict=True):
            one.once(Program(token), query.format(**words_of(count)))
    return found


def words_of(count: int) -> dict[str, Any]:
    half = count // 2
    first = 10_000_000 * (1 if count == FEW else 2)
    return {
        "start": min(1_000, count - 100), "code": f"EQ-{half:07}", "location": f"EQ-{half + 1:07}", "number": half,
        "first": half + 1, "parent": first + half + 1,
    }  # fmt: skip


def written(account: Any, first: int) -> float:
    """Milliseconds for one item that is added by itself, in a transaction of its own."""
    from apps.maintenance.models import Item

    found = []
    for number in range(first, first + WRITTEN):
        begun = time.perf_counter()
        Item.objects.create(account=account, code=f"W-{number}", item_type=2, field_1="Bomba")
        found.append(1000 * (time.perf_counter() - begun))
    return median(found)


def cost_of_counting(account: Any) -> None:
    """Says what the triggers that keep the counts add, in turns with and without them."""
    from django.db import connection

    from apps.common import rules

    with_them, without = [], []
    for turn in range(3):
        with_them.append(written(account, 2 * turn * WRITTEN))
        rules.remove(connection)
        without.append(written(account, (2 * turn + 1) * WRITTEN))
        rules.install(connection)
    one, other = median(with_them), median(without)
    say(f"writing one item: {one:.2f} ms with the counts kept, {other:.2f} ms without: {one / other:.1f}x")


def here() -> None:
    """Both sizes in the database that DATABASE_URL names, which must be empty."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.api.helpers import token_for
    from tests.factories import AccountFactory

    call_command("migrate", verbosity=0)
    tokens = {}
    for count in (FEW, MANY):
        account = AccountFactory.create(calls_per_minute=1_000_000)
        say(f"{connection.vendor}: {count:,} items in {fill(account, count):.1f} s")
        tokens[count] = token_for(account)
    settle(connection)
    say(f"{'':32}{'1,000: db / call':>20}{'1,000,000: db / call':>24}{'db':>8}{'call':>6}   totals")
    for name, query in ASKED.items():
        few, many = asked_in_turns(tokens, query)
        figures = [median(times) for times in (few.database, few.whole, many.database, many.whole)]
        milliseconds = f"{figures[0]:11.2f} / {figures[1]:6.2f}{figures[2]:15.2f} / {figures[3]:6.2f}"
        ratios = f"{figures[2] / figures[0]:7.1f}x{figures[3] / figures[1]:5.1f}x"
        say(f"{name:32}{milliseconds}{ratios}   {few.total} / {many.total}")
    cost_of_counting(account)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    if sys.argv[1:] == ["here"]:
        here()
        return 0
    itself = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.lists", "here"]
    wanted, load, begun = sys.argv[1:] or ["sqlite", "postgresql"], os.getloadavg()[0], time.monotonic()
    if "sqlite" in wanted:
        with tempfile.TemporaryDirectory(prefix="conexiones-") as place:
            environment = os.environ | {"DATABASE_URL": f"sqlite:///{Path(place) / 'lists.sqlite3'}"}
            subprocess.run(itself, env=environment, check=True)
    if "postgresql" in wanted:
        subprocess.run([sys.executable, "-W", "ignore", "-m", "tests.postgresql", *itself], check=True)
    say(f"{time.monotonic() - begun:.0f} s in all; load {load:.1f} before, {os.getloadavg()[0]:.1f} after")
    return 0


if __name__ == "__main__":
    sys.exit(main())
