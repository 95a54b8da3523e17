"""PNG (W3C Portable Network Graphics, third edition): chunks, each with its length, name and checksum."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from apps.common.images.parts import Broken, Found, Reader, require, require_sides

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND")
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# Adam7: where each of the seven passes begins, and how far apart its pixels are, across and down.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
STEP = 1 << 16


def read(content: bytes, most: int) -> Found:
    """Raises Broken, also for what unpacks to anything but its pixels, and TooLarge beyond `most` pixels."""
    chunks = list(_chunks(Reader(content.removeprefix(SIGNATURE))))
    require(chunks[0][0] == b"IHDR" and len(chunks[0][1]) == 13 and chunks[-1] == (b"IEND", b""))
    require([name for name, _data in chunks].count(b"IHDR") == 1)
    width, height = _sides(chunks[0][1], most)
    packed = b"".join(data for name, data in chunks if name == b"IDAT")
    require(_unpacked(packed, _size(chunks[0][1])) == _size(chunks[0][1]))
    return Found(SIGNATURE + b"".join(_written(name, data) for name, data in chunks if name in KEPT), width, height)


def _chunks(reader: Reader) -> Iterator[tuple[bytes, bytes]]:
    """To the end of the picture, which is the end of the file."""
    name = b""
    while name != b"IEND":
        length, name = reader.number(4), reader.take(4)
        data = reader.take(length)
        require(reader.number(4) == zlib.crc32(name + data))
        yield name, data
    require(reader.is_empty)


def _written(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def _sides(header: bytes, most: int) -> tuple[int, int]:
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    depth, colour, compression, filtering, interlace = header[8:]
    require_sides(width, height, most)
    require(depth in DEPTHS.get(colour, ()) and compression == 0 and filtering == 0 and interlace in (0, 1))
    return width, height


def _size(header: bytes) -> int:
    """How many bytes the lines of pixels are, each with the byte that says how it is filtered."""
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    bits = header[8] * CHANNELS[header[9]]
    passes = PASSES if header[12] else ((0, 0, 1, 1),)
    sides = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in passes]
    return sum(down * (1 + -(-across * bits // 8)) for across, down in sides if across > 0 and down > 0)


def _unpacked(packed: bytes, most: int) -> int:
    """How many bytes come out, counted in small steps; one more than `most` is as far as it looks."""
    found, machine = 0, zlib.decompressobj()
    try:
        while packed and not machine.eof and found <= most:
            found += len(machine.decompress(packed, STEP))
            packed = machine.unconsumed_tail
    except zlib.error as error:
        raise Broken from error
    require(machine.eof and not machine.unused_data)
    return found
