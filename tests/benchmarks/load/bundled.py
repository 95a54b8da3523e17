"""The same load from Python, where wrk is missing: it takes more of the machine, and none of the server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.benchmarks.load.feeding import feeding
from tests.benchmarks.load.plans import Load, Plan

LENGTH = b"content-length:"
MISSED = 30_000.0
"""Milliseconds, where not one answer came."""


@dataclass
class Run:
    """One closed loop. What is on its way at the end is waited for, and counts; a broken connection ends the run."""

    next_request: Callable[[], bytes]
    note_answer: Callable[[bytes], None]
    until: float
    latencies: list[float] = field(default_factory=list)
    errors: int = 0

    async def connection(self, host: str, port: int) -> None:
        reader, writer = await asyncio.open_connection(host, port)
        while (begun := time.perf_counter()) < self.until:
            writer.write(self.next_request())
            is_success, body, is_over = await answer(reader)
            self.latencies.append(1000 * (time.perf_counter() - begun))
            self.errors += not is_success
            self.note_answer(body)
            if is_over:
                writer.close()
                reader, writer = await asyncio.open_connection(host, port)
        writer.close()


@dataclass(frozen=True)
class BundledClient:
    def drive(self, url: str, plan: Plan, connections: int, seconds: float) -> Load:
        parts, begun = urlsplit(url), time.perf_counter()
        run = Run(*feeding(plan), until=begun + seconds)

        async def every() -> None:
            await asyncio.gather(*(run.connection(parts.hostname or "", parts.port or 80) for _ in range(connections)))

        asyncio.run(every())
        took, found = time.perf_counter() - begun, sorted(run.latencies) or [MISSED]
        return Load(len(run.latencies), run.errors, 0, took, found[len(found) // 2], found[int(len(found) * 0.99)])


async def answer(reader: asyncio.StreamReader) -> tuple[bool, bytes, bool]:
    """Whether it was a success, its body, and whether the server closes the connection now."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = next((int(line[len(LENGTH) :]) for line in head.split(b"\r\n") if line.startswith(LENGTH)), 0)
    body = await reader.readexactly(length)
    return head.split(b" ", 2)[1] < b"400", body, b"connection: close" in head
