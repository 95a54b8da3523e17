"""Who is measured beside each other: `Peer`, a program with its settings and its data."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from apps.common import keyring
from tests.benchmarks.databases import WEB, Database
from tests.benchmarks.seeding import Amounts, Seeds, seeded
from tests.benchmarks.servers import clean_environment
from tests.flows.servers import ROOT

OURS, FLOOR, TOOLKIT, SHIPPED = "conexiones", "floor", "toolkit", "toolkit as shipped"
PEERS = (OURS, FLOOR, TOOLKIT, SHIPPED)
HOST = "conexiones.example"
OF_A_PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
"""What the proxy in front of every server adds (compose.yaml)."""


@dataclass
class Peer:
    """`application` is what gunicorn is given. Of what is good for once, nothing is taken twice."""

    name: str
    application: str
    environment: dict[str, str]
    seeds: Seeds
    _refresh_tokens: Iterator[str] = field(init=False)
    _codes: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self._refresh_tokens, self._codes = iter(self.seeds.refresh_tokens), iter(self.seeds.codes)

    @property
    def is_slow(self) -> bool:
        return self.name == SHIPPED

    def refresh_tokens(self, count: int) -> list[str]:
        return self._taken(self._refresh_tokens, count)

    def codes(self, count: int) -> list[str]:
        return self._taken(self._codes, count)

    def _taken(self, rest: Iterator[str], count: int) -> list[str]:
        found = list(islice(rest, count))
        assert len(found) == count, f"{self.name}: more was measured than there are refresh tokens and codes for"
        return found


def made(names: list[str], database: Database, place: Path, amounts: Amounts) -> dict[str, Peer]:
    """The peers of these names, with their databases filled; what they write lies in `place`."""
    found: dict[str, Peer] = {}
    if {OURS, FLOOR} & set(names):
        ours = found[OURS] = conexiones(database, place, amounts)
        found[FLOOR] = floor(database, ours)
    for name in (TOOLKIT, SHIPPED):
        if name in names:
            found[name] = toolkit(name, database, place, amounts)
    return {name: found[name] for name in names}


def conexiones(database: Database, place: Path, amounts: Amounts) -> Peer:
    """As it is served in production: the role that serves, hashed static files, and a proxy in front."""
    database.make("conexiones")
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.as_production", "BENCHMARK_STATIC_ROOT": str(place / "static"),
        "SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": keyring.generate("1"), "PUBLIC_URL": f"https://{HOST}",
        "BEHIND_PROXY": "true", "TRUSTED_PROXIES": "127.0.0.1/32", "EMAIL_URL": "dummymail://", "LOG_LEVEL": "WARNING",
        "DATABASE_URL": database.url("conexiones"),
    }  # fmt: skip
    seeds = seeded("conexiones", environment, amounts, place / "conexiones.json")
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=clean_environment(environment), check=True)
    database.analyze("conexiones")
    served = environment | {"DATABASE_URL": database.url("conexiones", WEB), "LOG_LEVEL": "INFO"}
    return Peer(OURS, "config.wsgi", served, seeds)


def floor(database: Database, ours: Peer) -> Peer:
    """On the same rows, of which what is good for once is shared out between the two."""
    half = len(ours.seeds.refresh_tokens) // 2
    seeds = replace(ours.seeds, refresh_tokens=ours.refresh_tokens(half))
    environment = {"FLOOR_DATABASE": database.url("conexiones", ""), "FIELD_KEYS": ours.environment["FIELD_KEYS"]}
    return Peer(FLOOR, "tests.benchmarks.floor", environment, seeds)


def toolkit(name: str, database: Database, place: Path, amounts: Amounts) -> Peer:
    """django-oauth-toolkit with Django REST framework, and nothing of ours; as shipped it hashes secrets slowly."""
    own = name.replace(" ", "_")
    database.make(own)
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.plain_toolkit.settings", "DATABASE_URL": database.url(own),
        "PLAIN_HASHER": "default" if name == SHIPPED else "md5",
    }  # fmt: skip
    seeds = seeded("toolkit", environment, amounts, place / f"{own}.json")
    database.analyze(own)
    return Peer(name, "tests.benchmarks.plain_toolkit.wsgi", environment, seeds)
