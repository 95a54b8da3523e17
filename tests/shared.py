"""Rows that are made once for the tests of a module: each test adds its own and takes only those away again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def rows(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is made inside is there until the block ends. For a fixture of scope "module" that asks for
    `django_db_setup` and yields inside; its module must have no test that commits.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
