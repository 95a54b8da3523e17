"""Something that is tried, and has not happened afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside, a sign-out for instance, has not happened afterwards."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)
