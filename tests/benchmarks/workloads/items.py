"""W2 and W5: a list of 25 items, by a token and by a signature."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from itertools import cycle, islice

from apps.connections import hawk
from tests.benchmarks.load import Plan, Walk, raw
from tests.benchmarks.peers import FLOOR, HOST, OF_A_PROXY, OURS, TOOLKIT, Peer
from tests.benchmarks.workloads.base import Workload

PATH = "/api/items?limit=25"
TARGET = hawk.Target("GET", PATH.encode(), HOST, 443)
SIGNED_PER_SECOND = 2_500
"""More than one server answers."""


def bearer(peer: Peer, connections: int, seconds: float) -> Plan:
    asked = [OF_A_PROXY | {"Authorization": f"Bearer {token}"} for token in peer.seeds.tokens]
    return Walk([raw("GET", PATH, headers) for headers in asked], is_endless=True)


def signed(peer: Peer, connections: int, seconds: float) -> Plan:
    """Each request with a nonce of its own, and signed now: it is good for a minute."""
    count = round(seconds * SIGNED_PER_SECOND)
    return Walk([one_signed(*pair) for pair in islice(cycle(peer.seeds.keys), count)])


def one_signed(key: str, secret: str) -> bytes:
    header = hawk.Header(id=key, ts=str(int(time.time())), nonce=secrets.token_hex(6), mac="")
    header = replace(header, mac=hawk.request_mac(secret, header, TARGET))
    words = ", ".join(f'{name}="{value}"' for name, value in vars(header).items() if value)
    return raw("GET", PATH, OF_A_PROXY | {"Authorization": f"Hawk {words}"})


BEARER_LIST = Workload("W2", "bearer GET of 25 items", (FLOOR, OURS, TOOLKIT), bearer)
HAWK_LIST = Workload("W5", "Hawk GET of 25 items", (OURS,), signed, against="W2")
