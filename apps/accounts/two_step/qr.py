"""A QR code as the one path of an SVG, which needs neither style nor script."""

from __future__ import annotations

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
"""Light squares around it, without which cameras do not find it."""


def qr_path(text: str) -> tuple[str, int]:
    """The path of the dark squares of `text`, each one unit wide, and how many units the whole is wide."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return "".join(dark), len(rows)
