"""JPEG (ITU-T T.81): segments, each with its mark and length, and after the last one the packed pixels."""

from __future__ import annotations

import re

from apps.common.images.parts import Found, Reader, require, require_sides

SIGNATURE = b"\xff\xd8\xff"
START, END, SCAN, ADOBE, JFIF, COMMENT = 0xD8, 0xD9, 0xDA, 0xEE, 0xE0, 0xFE
FRAMES = (0xC0, 0xC1, 0xC2)
"""Baseline, extended and progressive: what every browser shows."""
TABLES = (0xC4, 0xDB, 0xDD)
NEEDED = (*FRAMES, *TABLES, SCAN, ADOBE, JFIF)
# Inside the packed pixels 0xFF stands before 0 or a restart mark; any other mark ends them.
NEXT_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def read(content: bytes, most: int) -> Found:
    """Raises Broken, and TooLarge beyond `most` pixels."""
    reader, kept, sides = Reader(content), bytearray(b"\xff\xd8"), (0, 0)
    reader.take(2)
    while (mark := _mark(reader)) != END:
        segment = reader.take(_length(reader))
        if mark in FRAMES:
            require(sides == (0, 0))
            sides = _sides(segment, most)
        packed = _packed(reader) if mark == SCAN else b""
        if mark in NEEDED:
            kept += bytes((0xFF, mark)) + (len(segment) + 2).to_bytes(2, "big") + segment + packed
    require(reader.is_empty and sides != (0, 0) and b"\xff\xda" in kept)
    return Found(bytes(kept) + b"\xff\xd9", *sides)


def _mark(reader: Reader) -> int:
    """Of the next segment; it may have been filled up with 0xFF before it."""
    require(reader.number(1) == 0xFF)
    mark = reader.number(1)
    while mark == 0xFF:
        mark = reader.number(1)
    known = (*NEEDED, END, COMMENT, *range(0xE0, 0xF0))
    require(mark in known)
    return mark


def _length(reader: Reader) -> int:
    length = reader.number(2)
    require(length >= 2)
    return length - 2


def _sides(frame: bytes, most: int) -> tuple[int, int]:
    require(len(frame) >= 6 and frame[0] in (8, 12) and frame[5] in (1, 3, 4) and len(frame) == 6 + 3 * frame[5])
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    require_sides(width, height, most)
    return width, height


def _packed(reader: Reader) -> bytes:
    """Up to the next mark."""
    found = NEXT_MARK.search(reader.data, reader.at)
    require(found is not None)
    return reader.take((found.start() if found else 0) - reader.at)
