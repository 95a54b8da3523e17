"""The table of resources in README says what the API offers, row by row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.api.door import Door
from apps.api.urls import RESOURCES

ROW = re.compile(r"^\| `/api/.*$", re.MULTILINE)


def methods(offered: dict[str, Any]) -> str:
    # Whatever can be read has a HEAD too, which the first call adds.
    return " ".join(name.upper() for name in offered if name != "head") or "–"


def row_of(resource: type[Door]) -> str:
    name, *older = resource.names
    also = f" (also {', '.join(f'`{word}`' for word in older)})" if older else ""
    of_list, of_one = methods(resource.collection), methods(resource.member)
    return f"| `/api/{name}`{also} | {of_list} | {of_one} | {f'`{resource.module}`' if resource.module else '–'} |"


def test_readme_lists_every_resource_with_its_methods_and_its_module() -> None:
    rows = ROW.findall((Path(settings.BASE_DIR) / "README.md").read_text())
    assert rows == [row_of(resource) for resource in RESOURCES]
