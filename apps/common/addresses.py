"""Where a request came from: one place to ask, whichever door it came in by."""

from collections.abc import Mapping
from typing import Any


def address_in(environ: Mapping[str, Any]) -> str | None:
    """The IP address in a request's WSGI environ (`request.META`), or None when there is none."""
    return environ.get("REMOTE_ADDR") or None
