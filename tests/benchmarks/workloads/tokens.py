"""W1, W3 and W4: what programs ask the OAuth door all day."""

from __future__ import annotations

from itertools import cycle

from tests.benchmarks.load import Chain, Plan, Walk
from tests.benchmarks.peers import FLOOR, OURS, SHIPPED, TOOLKIT, Peer
from tests.benchmarks.workloads.base import Workload, form

SPARE = 4
"""Refresh tokens besides one for each connection: what was on its way when a run ended is lost."""


def client_credentials(peer: Peer, connections: int, seconds: float) -> Plan:
    asked = {"grant_type": "client_credentials"}
    return Walk([form("/oauth/token", client, asked) for client in peer.seeds.clients], is_endless=True)


def introspection(peer: Peer, connections: int, seconds: float) -> Plan:
    """Each consumer asks about its own token."""
    pairs = zip(peer.seeds.clients, cycle(peer.seeds.tokens))
    return Walk([form("/oauth/introspect", client, {"token": token}) for client, token in pairs], is_endless=True)


def refresh(peer: Peer, connections: int, seconds: float) -> Plan:
    """As many chains as there are connections, in each of which the next token is exchanged for the one after it."""
    beginnings = peer.refresh_tokens(connections + SPARE)
    filled = form("/oauth/token", peer.seeds.app, {"grant_type": "refresh_token", "refresh_token": beginnings[0]})
    return Chain(filled.replace(beginnings[0].encode(), b"{}"), beginnings, "refresh_token")


CLIENT_CREDENTIALS = Workload("W1", "token, client credentials", (FLOOR, OURS, TOOLKIT, SHIPPED), client_credentials)
INTROSPECTION = Workload("W3", "introspection", (OURS, TOOLKIT), introspection, against="W1")
REFRESH = Workload("W4", "refresh with rotation", (FLOOR, OURS, TOOLKIT), refresh)
