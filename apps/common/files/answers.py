"""The headers of a file that goes out: to be saved and never to be shown as a page of this server."""

from __future__ import annotations

import re
from urllib.parse import quote


def headers_of(name: str, checksum: str) -> dict[str, str]:
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return {
        # RFC 6266 section 5: the second one (RFC 8187) is for whoever can read it.
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
        "ETag": f'"{checksum[:32]}"',
    }
