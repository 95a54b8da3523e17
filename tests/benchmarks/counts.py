"""How many statements a request sends to the database, on a server that counts them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.load import Walk, feeding, sent_once
from tests.benchmarks.peers import Peer
from tests.benchmarks.servers import COUNTED_HEADER as HEADER
from tests.benchmarks.servers import Server, serving
from tests.benchmarks.workloads import Workload

FIRST, MORE = 4, 10
"""Requests after which everything is as it will be, and those that are counted. A list is walked once before."""


@contextmanager
def counting(peer: Peer) -> Iterator[Server]:
    """A server of `peer` with one worker and one thread, which says with each answer how many it has sent."""
    environment = peer.environment | {"COUNTED": peer.application}
    with serving("tests.benchmarks.counted", environment, workers=1, threads=1) as server:
        yield server


def statements(workload: Workload, peer: Peer, server: Server) -> float:
    """For one request, on average, of callers who have called in this minute already."""
    plan = workload.plan(peer, 1, 1.0)
    first = len(plan.requests) if isinstance(plan, Walk) and plan.is_endless else FIRST
    next_request, note_answer = feeding(plan)
    told = []
    for _ in range(first + MORE):
        answer = sent_once(server.port, next_request())
        note_answer(answer.body)
        told.append(int(answer.headers[HEADER]))
    return (told[-1] - told[first - 1]) / MORE
