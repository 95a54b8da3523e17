"""One thing that is asked of several servers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.benchmarks.load import Plan, raw
from tests.benchmarks.peers import OF_A_PROXY, Peer

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Workload:
    """`plan` makes what is sent to a peer over so many connections for so many seconds; `peers` can answer it.

    `against` names the workload whose floor this one is held against, where it has none of its own.
    """

    name: str
    title: str
    peers: tuple[str, ...]
    plan: Callable[[Peer, int, float], Plan]
    against: str = ""


def basic(client: tuple[str, str]) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(':'.join(client).encode()).decode()}"}


def form(path: str, client: tuple[str, str], fields: dict[str, str], *, safe: str = "") -> bytes:
    """A request with which `client` proves who it is."""
    headers = OF_A_PROXY | basic(client) | {"Content-Type": FORM}
    return raw("POST", path, headers, urlencode(fields, safe=safe).encode())
