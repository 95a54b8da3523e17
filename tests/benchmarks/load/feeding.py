"""Where the next request of a plan comes from, and what an answer is good for."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable

from tests.benchmarks.load.plans import HOLE, Chain, Plan, Walk

Feeding = tuple[Callable[[], bytes], Callable[[bytes], None]]


def feeding(plan: Plan) -> Feeding:
    """The next request, which raises IndexError where a list was too short; and what is told of each answer's body."""
    return _of_chain(plan) if isinstance(plan, Chain) else _of_walk(plan)


def _of_chain(plan: Chain) -> Feeding:
    waiting = deque(value.encode() for value in plan.beginnings)
    return (
        lambda: plan.request.replace(HOLE, waiting.popleft()),
        lambda body: waiting.append(str(json.loads(body)[plan.field]).encode()),
    )


def _of_walk(plan: Walk) -> Feeding:
    rest = deque(plan.requests)

    def following() -> bytes:
        if plan.is_endless:
            rest.rotate(-1)
            return rest[-1]
        return rest.popleft()

    return following, lambda body: None
