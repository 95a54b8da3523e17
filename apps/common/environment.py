"""The environment, read once at start: what is missing or malformed stops it with one line that names the variable.

The line never quotes the value, nor an error that could hold a piece of it: values are keys and passwords.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from apps.common import keyring
from apps.common.postgresql import PromptConnection

ValueT = TypeVar("ValueT")
# A reader never waits for a writer, a writer waits its turn, and an acknowledged write survives a power cut.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
# A cache inside a join is made as large as all that the join could find, although a list reads one page of it.
POSTGRESQL_OPTIONS = "-c statement_timeout=10000 -c lock_timeout=5000 -c enable_memoize=off"
# Together less than the five seconds after which a caller is told to come back; no pause grows between two attempts to
# reconnect, so that the first request after an outage is answered.
POOL = {"min_size": 1, "max_size": 8, "timeout": 2, "reconnect_timeout": 1}
DATABASE_ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "")


def stop(name: str, reason: str) -> NoReturn:
    raise SystemExit(f"Conexiones cannot start: {name} {reason}")


def checked(env: environ.FileAwareEnv, name: str, read: Callable[[], ValueT]) -> ValueT:
    """What `read` returns; stops when the variable `name` is missing, malformed or in a file that cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they quote the value
            return read()
    except keyring.MalformedKeys as error:
        stop(name, f"is malformed: {error}")
    except OSError:
        stop(f"{name}_FILE", "names a file that cannot be read")
    except (ImproperlyConfigured, ValueError, KeyError, AttributeError):
        stop(name, "is malformed" if name in env.ENVIRON else "is missing")


def read_file(env: environ.FileAwareEnv) -> None:
    """Take the variables that are not set yet from the file that ENV_FILE names."""
    name = env.str("ENV_FILE", default="")
    if name and not Path(name).is_file():
        stop("ENV_FILE", "names a file that cannot be read")
    if name:
        env.read_env(name)


def flag(env: environ.FileAwareEnv, name: str) -> bool:
    word = checked(env, name, lambda: str(env.str(name, default=""))).strip().lower()
    if word not in YES + NO:
        stop(name, "is malformed: true or false")
    return word in YES


def secret_key(env: environ.FileAwareEnv, *, is_demo: bool) -> str:
    return _good_secret_key("SECRET_KEY", checked(env, "SECRET_KEY", lambda: env.str("SECRET_KEY")), is_demo)


def secret_key_fallbacks(env: environ.FileAwareEnv, *, is_demo: bool) -> list[str]:
    """Earlier values of SECRET_KEY, separated by commas: what they signed is still read."""
    keys = checked(env, "SECRET_KEY_FALLBACKS", lambda: env.list("SECRET_KEY_FALLBACKS", default=[]))
    return [_good_secret_key("SECRET_KEY_FALLBACKS", key, is_demo) for key in keys]


def _good_secret_key(name: str, key: str, is_demo: bool) -> str:
    if len(key) < 50:
        stop(name, "is malformed: at least 50 characters")
    if key.startswith(keyring.DEMO_PREFIX) and not is_demo:
        stop(name, "is a demo key; make your own" if name == "SECRET_KEY" else "holds a demo key; make your own")
    return key


def field_keys(env: environ.FileAwareEnv, *, is_demo: bool) -> tuple[keyring.Key, ...]:
    keys = checked(env, "FIELD_KEYS", lambda: keyring.parse(env.list("FIELD_KEYS")))
    if any(key.is_demo for key in keys) and not is_demo:
        stop("FIELD_KEYS", "holds a demo key; make your own")
    return keys


def public_url(env: environ.FileAwareEnv, *, is_demo: bool) -> str:
    """The origin under which the world sees the portal, e.g. https://conexiones.example; http only for a local demo."""
    url: str = checked(env, "PUBLIC_URL", lambda: env.str("PUBLIC_URL").strip())
    parts = checked(env, "PUBLIC_URL", lambda: urlsplit(url))
    if not parts.hostname or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        stop("PUBLIC_URL", "is malformed: scheme and host only, such as https://conexiones.example")
    if parts.scheme != "https" and not (is_demo and parts.scheme == "http" and parts.hostname in LOOPBACK):
        stop("PUBLIC_URL", "is malformed: it must begin with https://")
    return url


def allowed_hosts(env: environ.FileAwareEnv, *, default: str | None, is_demo: bool) -> list[str]:
    hosts: list[str] = checked(env, "ALLOWED_HOSTS", lambda: env.list("ALLOWED_HOSTS", default=[default]))
    if not hosts or ("*" in hosts and not is_demo):
        stop("ALLOWED_HOSTS", "is malformed: the host names, separated by commas")
    return hosts


def trusted_proxies(env: environ.FileAwareEnv) -> list[IPv4Network | IPv6Network]:
    """The networks of the proxies whose X-Forwarded-For is believed, separated by commas; none by default."""

    def read() -> list[IPv4Network | IPv6Network]:
        return [ip_network(word.strip()) for word in env.list("TRUSTED_PROXIES", default=[]) if word.strip()]

    return checked(env, "TRUSTED_PROXIES", read)


def issuers(env: environ.FileAwareEnv, *, is_demo: bool) -> list[str]:
    """The OpenID Connect issuers that accounts may sign in at, separated by commas; none by default."""
    found = [word.strip().rstrip("/") for word in env.list("SSO_ISSUERS", default=[]) if word.strip()]
    for url in found:
        parts = checked(env, "SSO_ISSUERS", partial(urlsplit, url))
        is_local = is_demo and parts.scheme == "http" and parts.hostname in LOOPBACK
        if not parts.hostname or parts.query or parts.fragment or not (parts.scheme == "https" or is_local):
            stop("SSO_ISSUERS", "is malformed: addresses that begin with https://, separated by commas")
    return found


def log_level(env: environ.FileAwareEnv) -> str:
    level: str = checked(env, "LOG_LEVEL", lambda: env.str("LOG_LEVEL", default="INFO").strip().upper())
    if level not in logging.getLevelNamesMapping():
        stop("LOG_LEVEL", "is malformed: DEBUG, INFO, WARNING or ERROR")
    return level


def choice(env: environ.FileAwareEnv, name: str, choices: tuple[str, ...]) -> str:
    """One of `choices`, by default the first."""
    word: str = checked(env, name, lambda: env.str(name, default=choices[0]).strip())
    if word not in choices:
        stop(name, f"is malformed: {', '.join(choices)}")
    return word


def _impatience() -> dict[str, Any]:
    # Only where there is a server: its library is large.
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)}


def cache(env: environ.FileAwareEnv, *, default: str) -> dict[str, Any]:
    """The cache; a server that does not answer is not waited for, and not asked twice."""
    found: dict[str, Any] = checked(env, "CACHE_URL", lambda: env.cache_url("CACHE_URL", default=default))
    if found["BACKEND"].endswith("RedisCache"):
        found["OPTIONS"] = _impatience() | found.get("OPTIONS", {})
    return found


def database(env: environ.FileAwareEnv, *, default: str) -> dict[str, Any]:
    """The database, with what it needs to answer soon and lose nothing, whatever the address said."""
    found: dict[str, Any] = checked(env, "DATABASE_URL", lambda: env.db_url("DATABASE_URL", default=default))
    if found.get("ENGINE") not in DATABASE_ENGINES:
        stop("DATABASE_URL", "is malformed: it must begin with postgresql:// or sqlite:///")
    options = found.setdefault("OPTIONS", {})
    if found["ENGINE"].endswith("sqlite3"):
        options |= {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
        # Each connection reads the whole schema first, and the last one that closes folds the journal into the file.
        found["CONN_MAX_AGE"] = None
    else:
        options |= {
            "connect_timeout": 3,
            "options": POSTGRESQL_OPTIONS,
            "pool": POOL | {"connection_class": PromptConnection},
        }
        found["CONN_HEALTH_CHECKS"] = True
    return found
