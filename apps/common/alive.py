"""`python -m apps.common.alive [ADDRESS]`: exits with 0 when the server there, by default 127.0.0.1:8000, is alive.

It asks as the proxy does, by the name in PUBLIC_URL: the server refuses any other, and would log it each time.
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import environ

PATIENCE_SECONDS = 4


def main(address: str = "127.0.0.1:8000") -> int:
    """Returns 0, or raises the OSError that says what is wrong."""
    host = urlsplit(environ.FileAwareEnv().str("PUBLIC_URL")).netloc
    request = Request(f"http://{address}/healthz", headers={"Host": host})
    with urlopen(request, timeout=PATIENCE_SECONDS):  # noqa: S310 - the scheme is ours
        return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
