"""Pictures: whole, of a size that a computer can show, and with nothing behind their end.

Nothing is ever unpacked: what a picture says of itself is in its first bytes. (PNG: W3C PNG 3rd edition, section 5;
JPEG: ITU-T T.81, annex B; GIF: GIF89a; WebP: RFC 9649; HEIC: ISO/IEC 23008-12.)
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from apps.common.files import tails
from apps.common.files.refusals import FileRefused, Reason

MOST_PIXELS = 120_000_000
"""The largest cameras make fewer; so many take half a gigabyte to show."""
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9


def damaged() -> FileRefused:
    return FileRefused(Reason.DAMAGED, _("This picture is not whole."))


def require_size(width: int, height: int) -> None:
    if not width or not height:
        raise damaged()
    if width * height > MOST_PIXELS:
        text = _("This picture has more pixels than a computer can show: %(width)d × %(height)d.")
        raise FileRefused(Reason.BOMB, str(text) % {"width": width, "height": height})


def taken(file: BinaryIO, count: int) -> bytes:
    """The next `count` bytes. Raises FileRefused where there are fewer."""
    data = file.read(count)
    if len(data) < count:
        raise damaged()
    return data


def check_png(file: BinaryIO) -> None:
    file.seek(8)
    length, name, width, height = struct.unpack(">I4sII", taken(file, 16))
    if (length, name) != (13, b"IHDR"):
        raise damaged()
    require_size(width, height)
    file.seek(8)
    while name != b"IEND":
        length, name = struct.unpack(">I4s", taken(file, 8))
        _skip(file, length + 4)
    tails.require_nothing_behind(file, file.tell())
    tails.require_no_program_in(file)


def _skip(file: BinaryIO, count: int) -> None:
    file.seek(count - 1, 1)
    taken(file, 1)


def check_jpeg(file: BinaryIO) -> None:
    """Cameras hang further pictures behind the first one, so that its end says nothing; a page has no place in it."""
    file.seek(2)
    while True:
        marker = _marker(file)
        if marker in (START_OF_SCAN, END_OF_IMAGE):
            raise damaged()
        if marker in STANDALONE:
            continue
        (length,) = struct.unpack(">H", taken(file, 2))
        if marker in FRAMES:
            _depth, height, width = struct.unpack(">BHH", taken(file, 5))
            # A height of nothing is told later, after the first scan.
            require_size(width, height or 1)
            break
        if length < 2:
            raise damaged()
        if length > 2:
            _skip(file, length - 2)
    tails.require_no_program_in(file)


def _marker(file: BinaryIO) -> int:
    if taken(file, 1) != b"\xff":
        raise damaged()
    byte = taken(file, 1)
    while byte == b"\xff":
        byte = taken(file, 1)
    return byte[0]


def check_gif(file: BinaryIO) -> None:
    file.seek(6)
    width, height, flags = struct.unpack("<HHB", taken(file, 5))
    require_size(width, height)
    file.seek(13 + _colours(flags))
    while (block := taken(file, 1)) != b";":
        if block == b"!":
            taken(file, 1)
        elif block == b",":
            colours = _colours(taken(file, 9)[8])
            taken(file, colours + 1)
        else:
            raise damaged()
        while length := taken(file, 1)[0]:
            taken(file, length)
    tails.require_nothing_behind(file, file.tell())
    tails.require_no_program_in(file)


def _colours(flags: int) -> int:
    """How many bytes the table of colours has."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def check_webp(file: BinaryIO) -> None:
    file.seek(4)
    (length,) = struct.unpack("<I", taken(file, 4))
    file.seek(12)
    require_size(*_size_of_webp(taken(file, 4), taken(file, 4 + 10)[4:]))
    end = 8 + length + length % 2
    if tails.size_of(file) < 8 + length:
        raise damaged()
    tails.require_nothing_behind(file, end)
    tails.require_no_program_in(file)


def _size_of_webp(kind: bytes, data: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise damaged()


def check_heic(file: BinaryIO) -> None:
    """Its boxes follow each other to the end; the sizes of the pictures in it are in one of the first."""
    size, place = tails.size_of(file), 0
    while place < size:
        file.seek(place)
        length, name = struct.unpack(">I4s", taken(file, 8))
        if length == 1:
            (length,) = struct.unpack(">Q", taken(file, 8))
        length = length or size - place
        if length < 8 or place + length > size:
            raise damaged()
        if name == b"meta":
            _require_sizes(taken(file, min(length - 8, tails.PIECE)))
        place += length
    tails.require_no_program_in(file)


def _require_sizes(meta: bytes) -> None:
    place = meta.find(b"ispe")
    while place != -1:
        found = meta[place + 8 : place + 16]
        if len(found) == 8:
            require_size(*struct.unpack(">II", found))
        place = meta.find(b"ispe", place + 4)
