"""Which pictures are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.common.images import jpeg, png, webp
from apps.common.images.parts import Broken, TooLarge

MAX_BYTES = 512 * 1024
MAX_SIDE = 2000
"""In pixels, so that nothing small unpacks to something huge."""
NAMES = "PNG, JPEG, WebP"
KINDS = ((png, "image/png"), (jpeg, "image/jpeg"), (webp, "image/webp"))


@dataclass(frozen=True)
class Image:
    """A picture that may be shown: `data` is what to keep of it."""

    data: bytes
    content_type: str
    width: int
    height: int


def too_many_bytes() -> str:
    return _("The picture can have %(number)d kilobytes at most.") % {"number": MAX_BYTES // 1024}


def checked(content: bytes) -> Image:
    """The picture that `content` is. Raises ValidationError, which says why it is none that is taken."""
    if len(content) > MAX_BYTES:
        raise ValidationError(too_many_bytes())
    for reader, content_type in KINDS:
        if content.startswith(reader.SIGNATURE):
            return _read(reader, content, content_type)
    raise ValidationError(_("Only these kinds of picture can be used: %(names)s.") % {"names": NAMES})


def _read(reader: Any, content: bytes, content_type: str) -> Image:
    try:
        found = reader.read(content, MAX_SIDE)
    except TooLarge as error:
        words = _("The picture can have %(number)d pixels on each side at most.") % {"number": MAX_SIDE}
        raise ValidationError(words) from error
    except Broken as error:
        raise ValidationError(_("The picture is damaged, or it moves.")) from error
    return Image(found.data, content_type, found.width, found.height)
