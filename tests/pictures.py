"""Small pictures, made byte by byte: no library of ours draws any."""

from __future__ import annotations

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 4, height: int = 2, *, said: tuple[int, int] | None = None, more: bytes = b"") -> bytes:
    """Of one colour. It may say to be of another size than it is (`said`), and have `more` chunks before its pixels."""
    sides = said or (width, height)
    lines = (b"\x00" + b"\x2a\x5d\xb0" * width) * height
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *sides, 8, 2, 0, 0, 0))
    return SIGNATURE + header + more + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def jpeg(width: int = 4, height: int = 2, *, notes: bytes = b"", after: bytes = b"") -> bytes:
    """As much of one as says how large it is; with a camera's `notes`, and something `after` its end."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    segments = [(0xE1, b"Exif\x00\x00" + notes), (0xDB, bytes(65)), (0xC0, frame), (0xDA, b"\x01\x01\x00\x00\x3f\x00")]
    body = b"".join(bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data for mark, data in segments)
    return b"\xff\xd8" + body + b"\x12\xff\x00\x34" + b"\xff\xd9" + after


def webp(width: int = 4, height: int = 2, *, notes: bytes = b"") -> bytes:
    """The lossless form, which says its size in its first bytes; with a camera's `notes`."""
    bits = (width - 1) | (height - 1) << 14
    parts = [(b"VP8L", b"\x2f" + struct.pack("<I", bits) + bytes(7)), *([(b"EXIF", notes)] if notes else [])]
    inside = b"".join(name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for name, data in parts)
    return b"RIFF" + struct.pack("<I", len(inside) + 4) + b"WEBP" + inside
