"""WebP (RFC 9649): chunks in a RIFF file, of which one is the picture."""

from __future__ import annotations

from collections.abc import Iterator

from apps.common.images.parts import Broken, Found, Reader, require, require_sides

SIGNATURE = b"RIFF"
LOSSY, LOSSLESS, EXTENDED, ALPHA, COLOURS = b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"
KEPT = (EXTENDED, COLOURS, ALPHA, LOSSY, LOSSLESS)
ANIMATED, NOTES = 0x02, 0x0C
"""Flags of the extended form: it moves; it has a camera's notes (EXIF, XMP)."""


def read(content: bytes, most: int) -> Found:
    """Raises Broken, also for what moves, and TooLarge beyond `most` pixels."""
    reader = Reader(content)
    reader.take(4)
    require(reader.number(4, "little") == len(content) - 8 and reader.take(4) == b"WEBP")
    chunks = [(name, data) for name, data in _chunks(reader) if name in KEPT]
    pictures = [(name, data) for name, data in chunks if name in (LOSSY, LOSSLESS)]
    require(len(pictures) == 1 and chunks[0][0] in (EXTENDED, LOSSY, LOSSLESS))
    width, height = _sides(*pictures[0])
    require_sides(width, height, most)
    inside = b"WEBP" + b"".join(_written(name, _without_notes(name, data, width, height)) for name, data in chunks)
    return Found(SIGNATURE + len(inside).to_bytes(4, "little") + inside, width, height)


def _chunks(reader: Reader) -> Iterator[tuple[bytes, bytes]]:
    while not reader.is_empty:
        name, length = reader.take(4), reader.number(4, "little")
        data = reader.take(length)
        if length % 2:
            reader.take(1)
        yield name, data


def _written(name: bytes, data: bytes) -> bytes:
    return name + len(data).to_bytes(4, "little") + data + b"\x00" * (len(data) % 2)


def _sides(name: bytes, data: bytes) -> tuple[int, int]:
    require(len(data) >= 10)
    if name == LOSSLESS:
        bits = int.from_bytes(data[1:5], "little")
        require(data[0] == 0x2F)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    require(data[3:6] == b"\x9d\x01\x2a" and not data[0] & 1)
    return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF


def _without_notes(name: bytes, data: bytes, width: int, height: int) -> bytes:
    """The extended form says once more how large the picture is, and no longer that there are notes."""
    if name != EXTENDED:
        return data
    if len(data) != 10 or data[0] & ANIMATED:
        raise Broken
    said = int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    require(said == (width, height))
    return bytes((data[0] & ~NOTES,)) + data[1:]
