"""`manage.py startmodule` in a copy of the checkout: what it makes works, is tidy, and is told to everybody."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.servers import ROOT

pytestmark = pytest.mark.own_server
NOT_COPIED = shutil.ignore_patterns(".*", "node_modules", "var", "staticfiles", "__pycache__", "pictures", "*.png")
BIN = Path(sys.executable).parent
# What a program sees of the module, with a token that has the scope of its name.
CALL = """
import json
from django.test import Client
from apps.accounts.models import Account
from apps.connections.scopes import every_scope
from tests.api.helpers import Program, token_for
program = Program(token_for(Account.objects.get(number=477), ["service_orders:view"], scope="service_orders:view"))
page = Client().get("/api/guide/").content.decode()
print(json.dumps({
    "codes": [row["code"] for row in program.get("/api/service_orders").json()["data"]],
    "scopes": sorted(scope for scope in every_scope() if scope.startswith("service_orders")),
    "is_documented": "/api/service_orders" in program.get("/api/schema/").content.decode(),
    "is_in_guide": "/api/service_orders/{code}" in page,
}))
"""

# The copy's tests begin with the same file, so that both are migrated once.
MIGRATED = "from pathlib import Path; from tests import migrated; migrated.copy_sqlite(Path('copy.sqlite3'))"


class Copy:
    """A checkout with a database of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        shutil.copytree(ROOT, place, ignore=NOT_COPIED)
        database = f"sqlite:///{place / 'copy.sqlite3'}"
        self.environment = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings_test"}

    def run(self, *command: str, status: int = 0) -> str:
        """What the command prints; it must end with `status`."""
        done = subprocess.run(
            command, cwd=self.place, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, f"{' '.join(command)}: {done.stdout[-4000:]}{done.stderr[-4000:]}"
        return done.stderr if status else done.stdout

    def manage(self, *arguments: str, status: int = 0) -> str:
        return self.run(sys.executable, "manage.py", *arguments, status=status)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    made = Copy(tmp_path_factory.mktemp("checkout") / "conexiones")
    yield made
    shutil.rmtree(made.place)


def test_a_module_of_ones_own_works_from_the_first_minute(copy: Copy) -> None:
    told = copy.manage("startmodule", "service_orders")
    assert "made: apps/api/resources/service_orders.py" in told
    assert "by hand" not in told
    written = [path for path in re.findall(r"^(?:made|changed): (\S+)$", told, re.MULTILINE) if path.endswith(".py")]
    for command in (["ruff", "check", *written], ["ruff", "format", "--check", *written], ["lint-imports"]):
        copy.run(str(BIN / command[0]), *command[1:])
    copy.manage("makemigrations", "service_orders", "--verbosity", "0")
    copy.run(sys.executable, "-c", MIGRATED)
    copy.manage("migrate", "--verbosity", "0")
    copy.manage("loaddata", "fixtures/accounts.json", "fixtures/service_orders.json", "--verbosity", "0")
    copy.run(sys.executable, "-m", "pytest", "-q", "tests/service_orders", "tests/api/test_service_orders.py")
    seen = json.loads(copy.manage("shell", "--verbosity", "0", "--command", CALL).splitlines()[-1])
    assert seen == {
        "codes": ["A-1", "A-2"],
        "scopes": [f"service_orders:{action}" for action in ("add", "delete", "edit", "reports", "view")],
        "is_documented": True,
        "is_in_guide": True,
    }
    assert "there is a module 'service_orders' already" in copy.manage("startmodule", "service_orders", status=1)
