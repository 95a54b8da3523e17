"""What a new module is called: one word for one thing, in every file."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from django.apps import apps

from apps.accounts import modules

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 40
ENDINGS = (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""))


class BadName(Exception):
    """Its text says what is wrong, in one line."""


def check(name: str, what: str) -> None:
    """Raises BadName."""
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        raise BadName(f"{what} {name!r} must be small letters, digits and single underscores, such as service_orders")
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise BadName(f"{what} {name!r} is a word of Python")


def check_free(name: str, top: Path, taken: frozenset[str]) -> None:
    """Raises BadName when something is called so already; `taken` are the addresses of the API."""
    if modules.get(name):
        raise BadName(f"there is a module {name!r} already")
    if name in taken:
        raise BadName(f"/api/{name} is taken")
    if name in {config.label for config in apps.get_app_configs()}:
        raise BadName(f"there is an app with the label {name!r} already")
    found = next((path for path in places(name, top) if path.exists()), None)
    if found:
        raise BadName(f"{found.relative_to(top)} exists already")


def places(name: str, top: Path) -> list[Path]:
    """Where something of this name could be already."""
    file = f"{name}.py"
    return [
        top / "apps" / name, top / "tests" / name, top / "fixtures" / f"{name}.json",
        top / "apps/api/resources" / file, top / "apps/audit/events" / file, top / "tests/api" / f"test_{file}",
    ]  # fmt: skip


def singular(name: str) -> str:
    """What one of them is called. Raises BadName where the ending does not tell."""
    for ending, replaced in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending) + replaced
    raise BadName(f"say what one of {name!r} is called: --one …")


def words(module: str, one: str) -> dict[str, str]:
    """What the templates are filled with."""
    label, labels = one.replace("_", " "), module.replace("_", " ")
    model = "".join(part.capitalize() for part in one.split("_"))
    return {
        "module": module, "row": one, "Model": model, "table": model.lower(),
        "label": label, "Label": label.capitalize(), "labels": labels, "Labels": labels.capitalize(),
    }  # fmt: skip
