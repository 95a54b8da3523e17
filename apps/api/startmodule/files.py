"""The files of a new module, from the templates beside this one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

TEMPLATES = Path(__file__).with_name("templates")
# Where each template goes; "" is an empty file.
FILES = {
    "apps/$module/__init__.py": "",
    "apps/$module/apps.py": "apps.py-tpl",
    "apps/$module/models.py": "models.py-tpl",
    "apps/$module/services.py": "services.py-tpl",
    "apps/$module/migrations/__init__.py": "",
    "apps/api/resources/$module.py": "resource.py-tpl",
    "apps/audit/events/$module.py": "events.py-tpl",
    "fixtures/$module.json": "fixture.json-tpl",
    "tests/$module/__init__.py": "",
    "tests/$module/rows.py": "rows.py-tpl",
    "tests/$module/test_services.py": "test_services.py-tpl",
    "tests/api/test_$module.py": "test_resource.py-tpl",
}


def made_of(words: Mapping[str, str]) -> dict[str, str]:
    """Every file of the module with its text, by its path from the top."""
    return {
        Template(path).substitute(words): Template((TEMPLATES / template).read_text()).substitute(words)
        if template
        else ""
        for path, template in FILES.items()
    }


def write(top: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, encoding="utf-8")


def tidy(top: Path, paths: Iterable[str]) -> None:
    """Sort the imports and break the lines as everywhere here, where the tool for it is installed."""
    ruff = Path(sys.executable).with_name("ruff")
    found = [path for path in paths if path.endswith(".py")]
    if not ruff.exists():
        return
    for command in (["check", "--quiet", "--select", "I", "--fix"], ["format", "--quiet"]):
        subprocess.run([ruff, *command, *found], cwd=top, check=True)  # noqa: S603 - our own tool and files
