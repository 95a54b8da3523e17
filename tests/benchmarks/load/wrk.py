"""wrk, one thread of it, which sends what a list or a chain says (Debian's package; the Makefile unpacks it)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load.plans import Chain, Load, Plan

UNPACKED = Path(__file__).resolve().parents[3] / "var" / "wrk"
SCRIPTS = Path(__file__).parent
END = b"\x1e"


@dataclass(frozen=True)
class Wrk:
    program: Path

    def drive(self, url: str, plan: Plan, connections: int, seconds: float) -> Load:
        """`plan` at `url`. The last requests are not waited for, and do not count."""
        with tempfile.TemporaryDirectory(prefix="conexiones-") as folder:
            script, requests = Path(folder, "script.lua"), Path(folder, "requests")
            name, parts, words = _of(plan)
            script.write_text((SCRIPTS / name).read_text() + (SCRIPTS / "done.lua").read_text())
            requests.write_bytes(b"".join(part + END for part in parts))
            size = [f"-c{connections}", "-t1", f"-d{max(1, round(seconds))}s", "--timeout", "30s"]
            return self._run([*size, "-s", str(script), url, "--", str(requests), *words])

    def runs(self) -> bool:
        """Whether it finds what it is linked to."""
        return self._done(["--version"]).stdout.startswith("wrk")

    def _done(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        # It was unpacked and not installed: what it is linked to lies beside it.
        libraries = ":".join(str(path) for path in UNPACKED.glob("usr/lib/*-linux-*"))
        environment = os.environ | {"LD_LIBRARY_PATH": libraries}
        command = [str(self.program), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def _run(self, words: list[str]) -> Load:
        done = self._done(words)
        last = done.stdout.strip().rpartition("\n")[2]
        assert last.startswith("{"), done.stdout + done.stderr
        return Load(**json.loads(last))


def _of(plan: Plan) -> tuple[str, list[bytes], list[str]]:
    """The script for `plan`, what its file holds, and its further words."""
    if isinstance(plan, Chain):
        return "chain.lua", [plan.request, *(value.encode() for value in plan.beginnings)], [plan.field]
    return "walk.lua", list(plan.requests), ["endless" if plan.is_endless else "once"]


def find_wrk() -> Path | None:
    """The one that the Makefile unpacked, or the machine's own."""
    unpacked, installed = UNPACKED / "usr" / "bin" / "wrk", shutil.which("wrk")
    if unpacked.exists():
        return unpacked
    return Path(installed) if installed else None
