"""W6: a code is exchanged for tokens, with PKCE. The authorize page before it is in tests.benchmarks.pages."""

from __future__ import annotations

from tests.benchmarks.load import Plan, Walk
from tests.benchmarks.peers import OURS, TOOLKIT, Peer
from tests.benchmarks.seeding import CALLBACK, VERIFIER
from tests.benchmarks.workloads.base import Workload, form

CODES_PER_SECOND = 1_500
"""More than one server exchanges."""


def code_exchange(peer: Peer, connections: int, seconds: float) -> Plan:
    asked = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    codes = peer.codes(round(seconds * CODES_PER_SECOND))
    return Walk([form("/oauth/token", peer.seeds.app, asked | {"code": code}) for code in codes])


CODE_EXCHANGE = Workload("W6", "code exchange with PKCE", (OURS, TOOLKIT), code_exchange)
