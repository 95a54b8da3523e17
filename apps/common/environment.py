"""The environment, read once at start: what is missing or malformed stops it with one line that names the variable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from apps.common import keyring

ValueT = TypeVar("ValueT")
# A reader never waits for a writer, a writer waits its turn, and an acknowledged write survives a power cut.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
POSTGRESQL_TIMEOUTS = "-c statement_timeout=10000 -c lock_timeout=5000"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def stop(name: str, reason: str) -> NoReturn:
    raise SystemExit(f"Conexiones cannot start: {name} {reason}")


def checked(name: str, read: Callable[[], ValueT]) -> ValueT:
    """What `read` returns; stops when the variable `name` is missing or malformed, without quoting its value."""
    try:
        return read()
    except ImproperlyConfigured:
        stop(name, "is missing")
    except (ValueError, KeyError, AttributeError) as error:
        stop(name, f"is malformed: {error}")


def secret_key(env: environ.FileAwareEnv, *, is_demo: bool) -> str:
    key: str = checked("SECRET_KEY", lambda: env.str("SECRET_KEY"))
    if len(key) < 50:
        stop("SECRET_KEY", "is malformed: at least 50 characters")
    if key.startswith(keyring.DEMO_PREFIX) and not is_demo:
        stop("SECRET_KEY", "is a demo key; make your own")
    return key


def field_keys(env: environ.FileAwareEnv, *, is_demo: bool) -> tuple[keyring.Key, ...]:
    keys = checked("FIELD_KEYS", lambda: keyring.parse(env.list("FIELD_KEYS")))
    if any(key.is_demo for key in keys) and not is_demo:
        stop("FIELD_KEYS", "holds a demo key; make your own")
    return keys


def public_url(env: environ.FileAwareEnv, *, is_demo: bool) -> str:
    """The origin under which the world sees the portal, e.g. https://conexiones.example; http only for a local demo."""
    url: str = checked("PUBLIC_URL", lambda: env.str("PUBLIC_URL"))
    parts = checked("PUBLIC_URL", lambda: urlsplit(url))
    if not parts.hostname or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        stop("PUBLIC_URL", "is malformed: scheme and host only, such as https://conexiones.example")
    if parts.scheme != "https" and not (is_demo and parts.scheme == "http" and parts.hostname in LOOPBACK):
        stop("PUBLIC_URL", "is malformed: it must begin with https://")
    return url


def complete_database(database: dict[str, Any]) -> None:
    """Add what each database needs to answer soon and lose nothing, whatever the address said."""
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        options |= {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
    else:
        options |= {
            "connect_timeout": 3,
            "options": POSTGRESQL_TIMEOUTS,
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        }
        database["CONN_HEALTH_CHECKS"] = True
