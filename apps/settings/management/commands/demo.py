"""manage.py demo: invented data into an empty database, and credentials that exist nowhere else, handed over once."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Account
from apps.settings.demo import credentials
from apps.settings.demo_archive import make_archives
from apps.settings.demo_calendar import follow_calendars
from apps.settings.demo_files import put_back_files

RECORD = "audit.json"
CALENDAR = "business_calendar.json"
"""Christmas stays where it is."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r'(?<=")\d{4}-\d\d-\d\d(?=")')


class Command(BaseCommand):
    help = "Load the demo's data into an empty database, make its credentials and write them to a file for the shell."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, default=settings.BASE_DIR / "var" / "demo.env")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is not true: this is no demo")
        output: Path = options["output"]
        if output.exists() and Account.objects.exists():
            return self._keep(output)
        return self._make(output)

    def _keep(self, output: Path) -> None:
        """Everything stays; only the port may be another one."""
        lines = output.read_text().splitlines()
        write_private(output, [assignment("BASE_URL", settings.PUBLIC_URL), *lines[1:]])
        self.stdout.write(f"The demo has its data already; its credentials are in {output}.")

    def _make(self, output: Path) -> None:
        with transaction.atomic():
            if not Account.objects.exists():
                load_fixtures(settings.BASE_DIR / "fixtures")
                follow_calendars()
            made = {"BASE_URL": settings.PUBLIC_URL} | credentials()
        put_back_files()
        make_archives()
        lines = [assignment(name, value) for name, value in made.items()]
        write_private(output, lines)
        self.stdout.write("\n".join(lines))
        self.stdout.write(f"These credentials were made just now; they are in {output} too.")


def load_fixtures(folder: Path) -> None:
    """`loaddata` of every fixture, moved by whole days so that the newest record is less than a day old.

    What is planned for later than that record stays in the future.
    """
    texts = {path.name: path.read_text() for path in sorted(folder.glob("*.json"))}
    newest = max(moment(found) for found in MOMENT.findall(texts[RECORD]))
    days = timedelta(days=(timezone.now() - newest).days)
    with tempfile.TemporaryDirectory() as place:
        for name, text in texts.items():
            Path(place, name).write_text(text if name == CALENDAR else _moved(text, days))
        call_command("loaddata", *(str(Path(place, name)) for name in texts), verbosity=0)


def _moved(text: str, days: timedelta) -> str:
    text = MOMENT.sub(lambda found: f"{moment(found[0]) + days:%Y-%m-%dT%H:%M:%SZ}", text)
    return DAY.sub(lambda found: str(date.fromisoformat(found[0]) + days), text)


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def assignment(name: str, value: str) -> str:
    return f"{name}={shlex.quote(value)}"


def write_private(path: Path, lines: list[str]) -> None:
    """Replace the file in one step; nobody but its owner may read it, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
    new.replace(path)
