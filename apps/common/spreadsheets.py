"""Text in a file that a spreadsheet opens: never run as a formula, and read back as it was."""

from __future__ import annotations

# The second half are the full-width forms, which some spreadsheets read like the first.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"


def harmless(text: str) -> str:
    """`text` that a spreadsheet shows and never runs."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def as_it_was(text: str) -> str:
    """`text` before it was made harmless."""
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text
