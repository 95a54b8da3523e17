"""A screenshot in a third of its size: 256 colours from a palette, which is more than a page of text needs."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = 3
Colour = bytes


def smaller(png: bytes) -> bytes:
    """`png`, 8-bit RGB as the browser writes it, with a palette of its 256 commonest colours (PNG 11.3.2)."""
    chunks = dict(_chunks(png))
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    rows = list(_rows(zlib.decompress(chunks[b"IDAT"]), width * CHANNELS, height))
    pixels = [[row[at : at + CHANNELS] for at in range(0, len(row), CHANNELS)] for row in rows]
    counted = Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counted.most_common(256)]
    index = {colour: _nearest(colour, palette) for colour in counted}
    data = b"".join(b"\0" + bytes(index[pixel] for pixel in row) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = {b"IHDR": header, b"PLTE": b"".join(palette), b"IDAT": zlib.compress(data, 9), b"IEND": b""}
    return SIGNATURE + b"".join(_written(name, content) for name, content in parts.items())


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, data = len(SIGNATURE), b""
    while at < len(png):
        (length,), name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        content = png[at + 8 : at + 8 + length]
        data += content if name == b"IDAT" else b""
        yield name, data if name == b"IDAT" else content
        at += 12 + length


def _rows(data: bytes, size: int, height: int) -> Iterator[bytes]:
    """The rows without their filters (PNG 9.2)."""
    above = bytearray(size)
    for number in range(height):
        start = number * (size + 1)
        row = bytearray(data[start + 1 : start + 1 + size])
        for at in range(size):
            left, corner = (row[at - CHANNELS], above[at - CHANNELS]) if at >= CHANNELS else (0, 0)
            row[at] = (row[at] + _predicted(data[start], left, above[at], corner)) & 255
        yield bytes(row)
        above = row


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        return min((left, up, corner), key=lambda one: abs(left + up - corner - one))
    return (0, left, up, (left + up) // 2)[kind]


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    distances = [sum((a - b) ** 2 for a, b in zip(colour, other, strict=True)) for other in palette]
    return distances.index(min(distances))


def _written(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
