"""What production sets: cookies that only https and this host get, and headers that keep a browser on https."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from tests.factories import PASSWORD
from tests.test_doors import ADDRESSES, one_path, rows
from tests.test_startup import GOOD, TOP

__all__ = ["rows"]

READ = """
import json
from django.conf import settings
begin = ("SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE", "SECURE_")
names = [name for name in dir(settings) if name.startswith(begin)]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def in_production(*command: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in GOOD.items() if value is not None}
    given |= {"DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": secrets.token_urlsafe(48)}
    return subprocess.run([sys.executable, *command], cwd=TOP, env=given, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """The settings of cookies and https, as the production environment makes them."""
    found: dict[str, Any] = json.loads(in_production("-c", READ).stdout)
    return found


@pytest.fixture
def https(production: dict[str, Any], settings: Settings) -> Client:
    """A browser at a portal with these settings."""
    for name, value in production.items():
        setattr(settings, name, value)
    return Client(headers={"host": "conexiones.example"})


def test_R085_the_check_for_deployment_has_nothing_to_say() -> None:
    done = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_R085_the_cookies_are_for_this_host_only_over_https_only_and_not_for_scripts(https: Client, ana: User) -> None:
    https.get("/sign-in/", secure=True)
    answer = https.post("/sign-in/", {"login": ana.email, "password": PASSWORD}, secure=True)
    assert answer.status_code == 302
    https.post("/language/", {"language": "en"}, secure=True)
    assert {"__Host-session", "__Host-csrf", "django_language"} <= set(https.cookies)
    for name, morsel in https.cookies.items():
        flags = ("secure", "httponly", "samesite", "path", "domain")
        assert [morsel[flag] for flag in flags] == [True, True, "Lax", "/", ""], name
    assert https.cookies["__Host-session"]["expires"] == https.cookies["__Host-session"]["max-age"] == ""


def test_R085_whoever_comes_without_https_is_sent_there_before_anything_is_said(https: Client, db: None) -> None:
    answer = https.get("/sign-in/?next=/settings/")
    assert (answer.status_code, answer["Location"]) == (301, "https://conexiones.example/sign-in/?next=/settings/")
    assert answer.cookies == {}


def test_R059_every_address_keeps_the_browser_on_https_for_a_year(rows: Any, https: Client) -> None:
    for address in ADDRESSES:
        answer = https.get(one_path(address, rows), secure=True)
        assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", address
