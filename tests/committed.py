"""Data that several tests read, loaded once: committed, and emptied when the last of them has run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from apps.audit import triggers
from tests.emptying import empty_tables


@contextmanager
def committed(blocker: Any, load: Callable[[], object]) -> Iterator[None]:
    """What `load` writes stays inside, for a fixture of a module; what its tests write is rolled back.

    `blocker` is pytest-django's fixture `django_db_blocker`; the fixture must need `django_db_setup` too.
    """
    with blocker.unblock():
        load()
        with blocker.block():
            yield
        # The append-only triggers rightly refuse that tables are emptied.
        triggers.remove(connection)
        empty_tables()
        triggers.install(connection)
