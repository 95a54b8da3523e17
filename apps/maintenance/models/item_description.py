"""What an item is called in full, and which codes such a text can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

MOST_BRACES = 10
FIELDS = tuple(f"field_{number}" for number in range(1, 7))


def composed_description(row: Mapping[str, str], prefix: str = "") -> str:
    """What an item is called in full: as it was described, else its fields and its code in braces."""
    if row[f"{prefix}description"]:
        return row[f"{prefix}description"]
    known = [row[prefix + name] for name in FIELDS]
    return " ".join([*filter(None, known), f"{{ {row[f'{prefix}code']} }}"])


def codes_in(text: str) -> list[str]:
    """What may be the code in a composed description: it is the last thing in it, and may hold braces itself."""
    begins = [found.end() for found in re.finditer(r"\{ ", text)] if text.endswith(" }") else []
    return [text[begin:-2] for begin in begins[-MOST_BRACES:]]
