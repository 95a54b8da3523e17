"""What is in the databases before anybody is measured, and who may open it.

Each of the programs beside each other is filled by its own code, in a process of its own, which hands over `Seeds`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from tests.benchmarks.servers import clean_environment
from tests.flows.servers import ROOT

ACCOUNTS, CONSUMERS, ITEMS, USERS = 4, 32, 200, 200
"""Accounts; consumers and users of all of them together; items of each account."""
VERIFIER = "a-verifier-of-at-least-43-characters.as~it_must-be"
CHALLENGE = "w6_7CYSQVBhwfxyS_bZI11SRVla-FLp_t7vVe3OSS14"
CALLBACK = "https://app.example/callback"


@dataclass(frozen=True)
class Amounts:
    """How many of what is good for once only."""

    chains: int
    """Refresh tokens."""
    codes: int


@dataclass
class Seeds:
    """Pairs are a key and its secret. `app` is the consumer whose users agreed, and what is good once is its own."""

    clients: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)
    app: tuple[str, str] = ("", "")
    refresh_tokens: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    person: tuple[str, str] = ("", "")
    """Who signs in: address and password, a Super Administrator with the demo's data."""
    operator: tuple[str, str] = ("", "")
    """Who opens what only an operator of the installation may."""
    user: tuple[str, str] = ("", "")
    """And one who agrees to `consent_app`."""
    consent_app: tuple[str, str, str] = ("", "", "")
    """Its key, its secret and its callback."""
    paths: list[str] = field(default_factory=list)
    """Every page of the portal."""

    def write(self, place: Path) -> None:
        place.write_text(json.dumps(asdict(self)))


def seeded(program: str, environment: dict[str, str], amounts: Amounts, place: Path) -> Seeds:
    """Runs `program`, a module of this package, which migrates and fills the database of `environment`."""
    words = ["--output", str(place), "--chains", str(amounts.chains), "--codes", str(amounts.codes)]
    command = [sys.executable, "-W", "ignore", "-m", f"tests.benchmarks.seeding.{program}", *words]
    subprocess.run(command, cwd=ROOT, env=clean_environment(environment), check=True)
    found: dict[str, Any] = json.loads(place.read_text())
    return Seeds(**{one.name: _pairs(found[one.name]) for one in fields(Seeds)})


def _pairs(value: Any) -> Any:
    """JSON knows no tuples."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [tuple(pair) for pair in value]
    return value
