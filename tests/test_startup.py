"""A start with a wrong environment: one line that names the variable and never its value."""

import subprocess
import sys
from pathlib import Path

import pytest

from apps.common import keyring

pytestmark = pytest.mark.own_server
TOP = Path(__file__).resolve().parent.parent
GOOD: dict[str, str | None] = {
    "SECRET_KEY": "k" * 60,
    "FIELD_KEYS": keyring.generate("1"),
    "PUBLIC_URL": "https://conexiones.example",
    "DATABASE_URL": "sqlite:///:memory:",
}
VALUE = "Kq7-not-to-be-shown"
WRONG: dict[str, list[str | None]] = {
    "SECRET_KEY": [None, "", VALUE, f"demo-{VALUE}" + "k" * 60],
    "SECRET_KEY_FALLBACKS": [VALUE, f"{'k' * 60},{VALUE}", f"demo-{VALUE}" + "k" * 60],
    "FIELD_KEYS": [
        None,
        "",
        VALUE,
        f"seal:1:{VALUE}",
        f"{GOOD['FIELD_KEYS']},seal:2:{VALUE}",
        keyring.generate("demo1"),
    ],
    "PUBLIC_URL": [None, "", VALUE, f"http://{VALUE}.example", f"https://{VALUE}.example/path", f"https://[{VALUE}"],
    "DATABASE_URL": ["", VALUE, f"nosql://user:{VALUE}@host/name", f"postgresql://user:{VALUE}/x@host/name"],
    "CACHE_URL": ["", VALUE, f"nocache://{VALUE}"],
    "EMAIL_URL": [VALUE, f"nomail://{VALUE}"],
    "DEMO": [VALUE],
    "DEBUG": [VALUE, "true"],
    "BEHIND_PROXY": [VALUE],
    "TRUSTED_PROXIES": [VALUE, f"10.0.0.0/8,{VALUE}", "10.0.0.1/8"],
    "LOG_LEVEL": [VALUE],
    "ALLOWED_HOSTS": ["", "*"],
    "ENV_FILE": [f"/nowhere/{VALUE}.env"],
    "SECRET_KEY_FILE": [f"/nowhere/{VALUE}"],
}
CASES = [
    pytest.param(name, value, id=f"{name}-{n}") for name, values in WRONG.items() for n, value in enumerate(values)
]


def start(environment: dict[str, str | None]) -> subprocess.CompletedProcess[str]:
    """`manage.py check` with production settings and nothing in its environment but `environment`."""
    given = {name: value for name, value in environment.items() if value is not None}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=TOP, env=given, capture_output=True, text=True, check=False)


def test_a_complete_environment_starts() -> None:
    started = start(GOOD)
    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_variable_stops_the_start_with_one_line_that_names_it(name: str, value: str | None) -> None:
    stopped = start(GOOD | {name: value})
    assert stopped.returncode == 1
    assert stopped.stdout == ""
    assert stopped.stderr.count("\n") == 1, stopped.stderr
    assert stopped.stderr.startswith(f"Conexiones cannot start: {name} ")
    assert "Kq7" not in stopped.stderr
