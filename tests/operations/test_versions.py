"""What runs in production is pinned, by hash, at versions that are known to be good."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from packaging.version import Version

TOP = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;\\]+)", re.MULTILINE)
LOCKED = {name: Version(version) for name, version in PIN.findall((TOP / "requirements.txt").read_text())}


def test_R143_every_requirement_is_locked_by_version_and_hash() -> None:
    lines = (TOP / "requirements.txt").read_text().splitlines()
    pinned = [index for index, line in enumerate(lines) if PIN.match(line)]
    assert pinned
    assert all(lines[index].endswith("\\") and "--hash=sha256:" in lines[index + 1] for index in pinned)
    loose = [line for line in lines if line and line[0] not in "# " and not PIN.match(line)]
    assert loose == []


def test_R143_the_versions_are_those_that_hold_the_fixes() -> None:
    assert Version("5.2.19") <= LOCKED["django"] < Version("5.3")
    assert LOCKED["django-oauth-toolkit"] == Version("3.4.1")
    assert Version("3.3.1") <= LOCKED["oauthlib"] < Version("4")


def test_R143_mohawk_and_other_tools_of_the_tests_are_not_there_at_run_time() -> None:
    assert not {"mohawk", "authlib", "requests-oauthlib", "pytest", "playwright"} & LOCKED.keys()
    # The guide's samples are for its readers to run.
    ours = [path for path in (TOP / "apps").rglob("*.py") if "snippets" not in path.parts]
    trees = [ast.parse(path.read_text()) for path in ours]
    names = {node.module for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {
        name.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert "mohawk" not in names


def test_R143_the_image_is_installed_from_the_locked_requirements() -> None:
    assert "--require-hashes -r requirements.txt" in (TOP / "Dockerfile").read_text()
