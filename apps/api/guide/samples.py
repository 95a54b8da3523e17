"""The programs of the guide: files in snippets/, shown on the page letter by letter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from django.conf import settings

FOLDER = Path(__file__).with_name("snippets")
LANGUAGES = {".sh": "curl", ".py": "Python", ".mjs": "JavaScript"}


@dataclass(frozen=True)
class Tab:
    """One program; `id` is its place on the page."""

    id: str
    label: str
    code: str


@dataclass(frozen=True)
class Sample:
    """The same in every language."""

    name: str
    tabs: tuple[Tab, ...]


@cache
def sample(name: str) -> Sample:
    """Reads the files that are called `name`."""
    tabs = (
        Tab(f"{name}-{suffix.removeprefix('.')}".replace("_", "-"), label, (FOLDER / f"{name}{suffix}").read_text())
        for suffix, label in LANGUAGES.items()
    )
    return Sample(name, tuple(tabs))


def environment() -> Tab:
    """What every program reads of its environment, with this server's own address."""
    text = Template((FOLDER / "environment.sh").read_text())
    return Tab("environment", "Shell", text.safe_substitute(PUBLIC_URL=settings.PUBLIC_URL))
