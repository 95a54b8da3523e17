"""The lines by which the rest of the project knows of a new module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template


@dataclass(frozen=True)
class Edit:
    """`text` belongs into the file at `path`, behind the only place that `behind` finds there."""

    path: str
    behind: str
    text: str

    def of(self, words: Mapping[str, str]) -> Edit:
        return Edit(self.path, self.behind, Template(self.text).substitute(words))

    @property
    def by_hand(self) -> str:
        return f"{self.path}: {self.text.strip()}"


EDITS = (
    Edit("config/settings.py", r'    "apps\.company",\n', '    "apps.$module",\n'),
    Edit("pyproject.toml", r'"connections \| maintenance', " | $module"),
    Edit("pyproject.toml", r'source_modules = \[[^\]]*"apps\.company"', ', "apps.$module"'),
    Edit(
        "apps/api/urls.py",
        r"from apps\.api\.resources\.me import MeViewSet\n",
        "from apps.api.resources.$module import ${Model}ViewSet\n",
    ),
    Edit("apps/api/urls.py", r"(?=    MeViewSet,\n)", "    ${Model}ViewSet,\n"),
    Edit("apps/audit/events/__init__.py", r"from apps\.audit\.events import ", "$module, "),
    Edit("apps/audit/events/__init__.py", r"EVENTS: dict\[str, Event\] = \{", "**$module.EVENTS, "),
    Edit(
        "tests/api/samples.py",
        r"from apps\.api\.resources\.items import ItemViewSet\n",
        "from apps.api.resources.$module import ${Model}ViewSet\nfrom tests.$module.rows import new_$row\n",
    ),
    Edit("tests/api/samples.py", r"Sample\] = \{\n", "    ${Model}ViewSet: new_$row,\n"),
    Edit("tests/test_isolation.py", r"TO_ACCOUNT: dict\[[^\n]*\{\n", '    "$module.$Model": "account",\n'),
    Edit("tests/test_repository.py", r"SECRETLESS_MODELS = \{\n", '    "$module.$table",\n'),
    Edit(
        "README.md",
        r"(?=\| `/api/me` )",
        "| `/api/$module`, `/api/$module/{code}` | GET POST · GET PUT | `$module` |\n",
    ),
)


def applied(top: Path, edits: Iterable[Edit]) -> tuple[dict[str, str], list[Edit]]:
    """The texts of the files as they will be, by their path; and the edits whose place is not to be found."""
    texts: dict[str, str] = {}
    left = []
    for edit in edits:
        text = texts[edit.path] if edit.path in texts else read(top / edit.path)
        found = [match.end() for match in re.finditer(edit.behind, text)]
        if len(found) == 1:
            texts[edit.path] = text[: found[0]] + edit.text + text[found[0] :]
        else:
            left.append(edit)
    return texts, left


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
