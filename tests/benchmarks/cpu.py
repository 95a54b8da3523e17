"""What processes use of the machine, as Linux's /proc has it: time of the processor, and memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
STATE, PARENT, TIMES = 0, 1, slice(11, 15)
"""In /proc/…/stat, counted from what follows the program's name: state; ppid; utime, stime, cutime and cstime."""
SLEEPING = "S"


def cpu_seconds(root: int) -> float:
    """User and system time of the process `root` and of all that it started, also of what has ended since."""
    ticks = sum(sum(map(int, _stat(pid)[TIMES])) for pid in family(root) if _stat(pid))
    return ticks / TICKS_PER_SECOND


def is_idle(root: int) -> bool:
    """Whether all of them sleep: one that waits for its turn on a busy machine does not."""
    return all(fields[STATE] == SLEEPING for pid in family(root) if (fields := _stat(pid)))


def family(root: int) -> list[int]:
    """`root` and its descendants, as far as they run."""
    parents = dict(_parents())
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def resident_megabytes(pid: int) -> float:
    """What of the process is in memory, with what it shares with others (VmRSS)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _parents() -> Iterator[tuple[int, int]]:
    for place in Path("/proc").iterdir():
        if place.name.isdigit() and (fields := _stat(int(place.name))):
            yield int(place.name), int(fields[PARENT])


def _stat(pid: int) -> list[str]:
    """Its fields from the state on; none when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()
