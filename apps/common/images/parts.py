"""What the readers of each kind of picture have in common."""

from __future__ import annotations

from typing import NamedTuple


class Broken(Exception):
    """The bytes are not what the kind of picture asks for."""


class TooLarge(Exception):
    """The picture has more pixels across or down than may be."""


class Found(NamedTuple):
    """`data` is the picture without what it does not need; sides are in pixels."""

    data: bytes
    width: int
    height: int


class Reader:
    """Takes bytes from the front, and never more than there are."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        """Raises Broken."""
        end = self.at + count
        if end > len(self.data):
            raise Broken
        taken, self.at = self.data[self.at : end], end
        return taken

    def number(self, count: int, order: str = "big") -> int:
        return int.from_bytes(self.take(count), "little" if order == "little" else "big")

    @property
    def is_empty(self) -> bool:
        return self.at == len(self.data)


def require(is_so: bool) -> None:
    """Raises Broken unless it is so."""
    if not is_so:
        raise Broken


def require_sides(width: int, height: int, most: int) -> None:
    """Raises Broken for a side of nothing, and TooLarge."""
    require(width > 0 and height > 0)
    if max(width, height) > most:
        raise TooLarge
