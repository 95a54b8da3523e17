"""Why a file is not kept, in words for whoever sent it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Reason(StrEnum):
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    DAMAGED = "damaged"
    TWO_KINDS = "two_kinds"
    BOMB = "bomb"
    PROGRAM = "program"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"
    NOT_STORED = "not_stored"


TOLD = frozenset({Reason.TWO_KINDS, Reason.BOMB, Reason.PROGRAM, Reason.INFECTED, Reason.NOT_SCANNED})
"""What hardly happens to an honest file: it is recorded."""
PASSING = frozenset({Reason.NOT_SCANNED, Reason.NOT_STORED})
"""Nothing is wrong with the file; another try may help."""


class FileRefused(ValidationError):
    """At the field `file`."""

    def __init__(self, reason: Reason, text: str | StrPromise, *, found: str = "") -> None:
        super().__init__({"file": ValidationError(text, code=reason.value)})
        self.reason, self.found = reason, found

    @property
    def is_told(self) -> bool:
        return self.reason in TOLD

    @property
    def is_passing(self) -> bool:
        return self.reason in PASSING


class FileMissing(Exception):
    """A row knows of a file that is not in the store."""
