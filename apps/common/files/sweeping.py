"""Taking away the files that no row knows: what a crash left behind between a file and its row.

Each installation has a folder, or a bucket, of its own: a file of another one is nobody's here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from apps.common import walls
from apps.common.files.rows import models_with_files
from apps.common.files.store import discard, store

logger = logging.getLogger("conexiones.files")

GRACE = timedelta(days=1)
"""Whoever is writing the row at this moment is not hurried."""
AT_ONCE = 500


def sweep() -> int:
    """How many files were taken away. Whoever asks must see the rows of all accounts."""
    if walls.is_standing():
        raise RuntimeError("behind a wall the files of all other accounts would look like nobody's")
    count = 0
    for folder in store().listdir("")[0]:
        for names in _in_parts(store().listdir(folder)[1]):
            count += _take_away({f"{folder}/{name}" for name in names})
    if count:
        logger.info("files that no row knows were taken away", extra={"files": count})
    return count


def _in_parts(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), AT_ONCE):
        yield names[start : start + AT_ONCE]


def _take_away(names: set[str]) -> int:
    known = {name for model in models_with_files() for name in _known(model, names)}
    old = [name for name in sorted(names - known) if timezone.now() - store().get_modified_time(name) > GRACE]
    for name in old:
        discard(name)
    return len(old)


def _known(model: type, names: set[str]) -> Iterator[str]:
    rows = model._base_manager.filter(stored_as__in=names)  # type: ignore[attr-defined]
    return iter(rows.values_list("stored_as", flat=True))


def sweep_quietly() -> None:
    """Before each purge: a store that cannot be reached keeps nothing else from being purged."""
    try:
        sweep()
    except FileNotFoundError:
        return  # There is no folder yet: nobody has sent a file.
    except Exception:
        logger.exception("the store of files could not be swept")
