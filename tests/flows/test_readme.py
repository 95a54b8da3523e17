"""The first token and the first call of README, run as they stand there, against a server with the demo's data."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.flows.demo import Demo
from tests.flows.servers import ROOT

BLOCK = re.compile(r"<!-- (first-\w+) -->\n```sh\n(.*?)```", re.DOTALL)


def blocks() -> dict[str, str]:
    return dict(BLOCK.findall((ROOT / "README.md").read_text()))


@pytest.mark.interop
@pytest.mark.parametrize("name", ["first-token", "first-signature"])
def test_the_commands_of_readme_answer_with_items(name: str, tmp_path: Path, demo_server: Demo) -> None:
    (tmp_path / "var").symlink_to(demo_server.place)
    where = f"BASE_URL={demo_server.url}\n"
    script = blocks()[name].replace(". var/demo.env\n", f". var/demo.env\n{where}")
    shell = subprocess.run(["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    answer = json.loads(shell.stdout)
    assert (answer["success"], len(answer["data"])) == (True, 2)
    assert answer["total"] >= 250
