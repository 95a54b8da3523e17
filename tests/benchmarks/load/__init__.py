"""Load in a closed loop: so many connections, each of which sends its next request when it was answered."""

from tests.benchmarks.load.bundled import BundledClient
from tests.benchmarks.load.feeding import feeding
from tests.benchmarks.load.once import Answer, sent_once
from tests.benchmarks.load.plans import Chain, Load, Plan, Walk, raw
from tests.benchmarks.load.wrk import Wrk, find_wrk

__all__ = [
    "Answer",
    "BundledClient",
    "Chain",
    "Client",
    "Load",
    "Plan",
    "Walk",
    "client",
    "feeding",
    "raw",
    "sent_once",
]

Client = BundledClient | Wrk


def client() -> Client:
    """wrk where it runs, because it costs the machine least; else the client that is part of this."""
    program = find_wrk()
    return Wrk(program) if program and Wrk(program).runs() else BundledClient()
