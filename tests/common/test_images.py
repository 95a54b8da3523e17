"""Pictures that somebody sends: what is taken, what is left of it, and what is refused."""

from __future__ import annotations

import struct
import zlib

import pytest
from django.core.exceptions import ValidationError

from apps.common.images import MAX_BYTES, MAX_SIDE, checked
from tests.pictures import SIGNATURE, chunk, jpeg, png, webp

pytestmark = pytest.mark.any_database

SECRET = b"<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "kind"), [(png(7, 3), "image/png"), (jpeg(7, 3), "image/jpeg"), (webp(7, 3), "image/webp")]
)
def test_a_picture_is_what_its_bytes_are(content: bytes, kind: str) -> None:
    image = checked(content)
    assert (image.content_type, image.width, image.height) == (kind, 7, 3)
    assert checked(image.data) == image


@pytest.mark.parametrize(
    "content", [png(more=chunk(b"tEXt", SECRET)), jpeg(notes=SECRET), webp(notes=SECRET)], ids=["png", "jpeg", "webp"]
)
def test_nothing_is_kept_but_the_picture(content: bytes) -> None:
    assert SECRET in content
    assert SECRET not in checked(content).data


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"GIF89a" + bytes(20),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        SIGNATURE,
        png() + SECRET,
        jpeg(after=SECRET),
        webp() + SECRET,
        png()[:-8],
        png(said=(40, 20)),
        png(said=(2, 1)),
        png(said=(0, 2)),
        png().replace(b"IDAT", b"IDAT"[::-1]),
        jpeg()[:-2],
        SIGNATURE + chunk(b"IEND", b""),
    ],
)
def test_what_is_none_or_more_than_one_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        checked(content)


@pytest.mark.parametrize(
    "content", [png(MAX_SIDE + 1, 1), jpeg(1, MAX_SIDE + 1), webp(MAX_SIDE + 1, 1), png(1, 1, said=(60_000, 60_000))]
)
def test_a_picture_that_is_too_large_says_so(content: bytes) -> None:
    with pytest.raises(ValidationError, match=str(MAX_SIDE)):
        checked(content)


def test_a_bomb_is_not_unpacked() -> None:
    """What says to be small and unpacks to a gigabyte is given up after the first bytes beyond."""
    machine = zlib.compressobj(9)
    packed = b"".join(machine.compress(bytes(1 << 20)) for _ in range(256)) + machine.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 2, 8, 2, 0, 0, 0))
    bomb = SIGNATURE + header + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    assert len(bomb) < MAX_BYTES
    with pytest.raises(ValidationError):
        checked(bomb)


def test_more_bytes_than_a_logo_needs_are_refused_unread() -> None:
    with pytest.raises(ValidationError, match="512"):
        checked(png() + bytes(MAX_BYTES))
