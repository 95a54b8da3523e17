"""From the start of a server to its first token."""

from __future__ import annotations

import time
from statistics import median

from tests.benchmarks.load import feeding, sent_once
from tests.benchmarks.peers import Peer
from tests.benchmarks.servers import serving
from tests.benchmarks.workloads.tokens import client_credentials

PAUSE, PATIENCE = 0.005, 60.0


def seconds_to_first_token(peer: Peer, rounds: int) -> float:
    """The median of several starts, on files that were read before."""
    return median(_once(peer) for _ in range(rounds))


def _once(peer: Peer) -> float:
    next_request, _ = feeding(client_credentials(peer, 1, 1.0))
    with serving(peer.application, peer.environment) as server:
        while time.monotonic() < server.started + PATIENCE:
            if sent_once(server.port, next_request()).status == 200:
                return time.monotonic() - server.started
            time.sleep(PAUSE)
    raise AssertionError(f"{peer.name} issued no token")
