"""What people type as a name or a description: text that says the same to everybody who reads it.

Control characters could end the line of a mail or of a log. Marks that nobody sees, above all those that turn the
direction of writing, let one name look like another (Unicode Technical Report 36 section 2.5).
"""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Categories of Unicode: controls, format marks, private use, halves of pairs, separators of lines and paragraphs."""
LINE_BREAKS = frozenset("\r\n")


def validate_line(text: str) -> None:
    """For a name. Raises ValidationError when `text` holds a character that nobody sees."""
    _refuse(set(filter(is_unseen, text)))


def validate_lines(text: str) -> None:
    """For a description, which may have several lines."""
    _refuse(set(filter(is_unseen, text)) - LINE_BREAKS)


def one_line(text: str) -> str:
    """`text` for a place that has one line, such as the subject of a mail: every unseen character as one space."""
    return " ".join("".join(" " if is_unseen(character) else character for character in text).split())


def is_unseen(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN


def _refuse(found: set[str]) -> None:
    if not found:
        return
    text = _("Take out the invisible characters: %(codes)s")
    codes = ", ".join(sorted(f"U+{ord(character):04X}" for character in found))
    raise ValidationError(text, code="unseen_characters", params={"codes": codes})
