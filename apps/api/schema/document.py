"""The document as it is sent: made once for each language in each process."""

from __future__ import annotations

import json
from functools import lru_cache

from django.utils import translation


@lru_cache(maxsize=8)
def document(language: str) -> bytes:
    """The whole OpenAPI document in `language`, as JSON."""
    # A large library, which most processes never need.
    from apps.api.schema.generator import Generator

    with translation.override(language):
        made = Generator().get_schema()  # type: ignore[no-untyped-call]
        return json.dumps(made, ensure_ascii=False, separators=(",", ":"), default=str).encode()
