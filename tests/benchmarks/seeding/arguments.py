"""What a program that fills a database is told."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.benchmarks.seeding import Amounts


def read() -> tuple[Path, Amounts]:
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--chains", type=int, required=True)
    parser.add_argument("--codes", type=int, required=True)
    given = parser.parse_args()
    return given.output, Amounts(given.chains, given.codes)
