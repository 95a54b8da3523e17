"""Doing the same thing at the same moment from several threads, each with its own database connection."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import connections

ResultT = TypeVar("ResultT")


def at_once(number: int, do: Callable[[int], ResultT]) -> list[ResultT]:
    """The results of do(0) … do(number - 1), all started together; an exception in one is raised here."""
    barrier = Barrier(number)

    def run(index: int) -> ResultT:
        barrier.wait()
        try:
            return do(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def done_at_once(deeds: Sequence[Callable[[], object]]) -> list[bool]:
    """Which of `deeds`, all started together, were done, and which refused."""

    def do(index: int) -> bool:
        try:
            deeds[index]()
        except ValidationError:
            return False
        return True

    return at_once(len(deeds), do)
