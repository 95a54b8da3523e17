"""What compose.yaml puts together, started here without Docker: two servers are one, and a replica takes over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.api.hawk_helpers import Signer
from tests.flows.servers import ROOT, free_port
from tests.flows.test_several_workers import wait_for_a_minute_with_room
from tests.operations.redis_servers import redis_server
from tests.operations.servers import Installation, Server, eventually, manage, running
from tests.operations.standby import killed, standby_of
from tests.operations.test_outages import TOKEN
from tests.operations.test_proxy import proxy
from tests.threads import at_once

pytestmark = pytest.mark.own_server

LIMIT, CALLS = 10, 16
LIMITED = (
    "import django; django.setup(); from apps.accounts.models import Account; "
    "Account.objects.update(calls_per_minute={})"
)
Pair = tuple[Server, Server]


@contextmanager
def pair(installation: Installation, public_url: str, **environment: str) -> Iterator[Pair]:
    """Two servers that share nothing but the database, and the cache if `environment` names one."""
    with (
        running(installation.database, public_url=public_url, **environment) as one,
        running(installation.database, public_url=public_url, **environment) as other,
    ):
        yield one, other


@pytest.fixture(params=["in the database", "in Redis"])
def servers(request: pytest.FixtureRequest, on_postgresql: Installation) -> Iterator[Pair]:
    manage(on_postgresql.database, "-c", LIMITED.format(200))
    with ExitStack() as stack:
        given = {"CACHE_URL": stack.enter_context(redis_server())} if request.param == "in Redis" else {}
        yield stack.enter_context(pair(on_postgresql, "http://127.0.0.1", **given))


def token_of(server: Server, installation: Installation) -> str:
    answer = server.token(installation.client_id, installation.client_secret)
    assert answer.status_code == HTTPStatus.OK, answer.text
    return str(answer.json()["access_token"])


def signed_in(server: Server) -> requests.Session:
    browser = requests.Session()
    page = browser.get(f"{server.url}/sign-in/", timeout=20)
    who = {"login": "ana@aguas.example", "password": "correct horse battery staple"}
    form = {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0]} | who
    answer = browser.post(page.url, form, timeout=20, allow_redirects=False)
    assert answer.status_code == HTTPStatus.FOUND, answer.text
    return browser


def test_two_servers_share_limits_nonces_revocations_and_sessions(servers: Pair, on_postgresql: Installation) -> None:
    one, other = servers
    token = token_of(one, on_postgresql)
    nonces(servers, on_postgresql)
    sessions(one, other)
    limits(servers, on_postgresql, token)
    assert revoked(one, on_postgresql, token).status_code == HTTPStatus.OK
    assert other.call("GET", "/api/me", token).status_code == HTTPStatus.UNAUTHORIZED


def nonces(servers: Pair, installation: Installation) -> None:
    signer = Signer(installation.api_key, installation.api_secret, public="http://127.0.0.1")
    authorization = {"Authorization": signer.sign("GET", "/api/me")}

    def replay(index: int) -> int:
        return servers[index % 2].call("GET", "/api/me", "", headers=authorization).status_code

    assert sorted(at_once(6, replay)) == [HTTPStatus.OK] + [HTTPStatus.UNAUTHORIZED] * 5


def sessions(one: Server, other: Server) -> None:
    browser = signed_in(one)
    page = browser.get(f"{other.url}/settings/general/", timeout=20)
    assert (page.status_code, page.url) == (HTTPStatus.OK, f"{other.url}/settings/general/")
    form = {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0]}
    browser.post(f"{other.url}/sign-out/", form, timeout=20, allow_redirects=False)
    assert browser.get(f"{one.url}/settings/general/", timeout=20).url.startswith(f"{one.url}/sign-in/")


def limits(servers: Pair, installation: Installation, token: str) -> None:
    """Exactly as many calls as there is room for in the minute, whichever server they come to."""
    wait_for_a_minute_with_room()
    before = servers[0].call("GET", "/api/me", token).headers
    used = int(before["RateLimit-Limit"]) - int(before["RateLimit-Remaining"])
    manage(installation.database, "-c", LIMITED.format(used + LIMIT))

    def call(index: int) -> int:
        return servers[index % 2].call("GET", "/api/me", token).status_code

    called = at_once(CALLS, call)
    assert called.count(HTTPStatus.OK) == LIMIT
    assert called.count(HTTPStatus.TOO_MANY_REQUESTS) == CALLS - LIMIT
    manage(installation.database, "-c", LIMITED.format(200))


def revoked(server: Server, installation: Installation, token: str) -> requests.Response:
    who = (installation.client_id, installation.client_secret)
    return requests.post(f"{server.url}/oauth/revoke_token", data={"token": token}, auth=who, timeout=20)


def test_a_server_that_dies_is_not_noticed_behind_the_shipped_proxy(
    on_postgresql: Installation, tmp_path: Path
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with pair(on_postgresql, url) as (one, other):
        ports = [int(server.url.rpartition(":")[2]) for server in (one, other)]
        with proxy(tmp_path, port, *ports):
            token = token_of(Server(url, one.process), on_postgresql)
            one.process.kill()
            for worker in one.workers:
                eventually(lambda worker=worker: not Path(f"/proc/{worker}").exists())
            answers = [Server(url, other.process).call("GET", "/api/me", token) for _ in range(8)]
    assert {answer.status_code for answer in answers} == {HTTPStatus.OK}


def test_a_replica_that_is_promoted_takes_over_with_everything_that_was_written(
    postgresql: Any, on_postgresql: Installation
) -> None:
    with standby_of(postgresql) as standby:
        both = f"{on_postgresql.database},{standby.place}&target_session_attrs=read-write"
        with running(both) as server:
            token = token_of(server, on_postgresql)
            eventually(lambda: standby.has_caught_up(postgresql))
            assert standby.ask("SELECT pg_is_in_recovery()") is True
            with killed(postgresql):
                standby.promote()
                eventually(lambda: server.call("GET", "/api/me", token).status_code == HTTPStatus.OK)
                assert token_of(server, on_postgresql)
                whole = manage(standby.uri("operations"), "verify_transactions")
                assert whole.returncode == 0, whole.stderr
                works = replace(on_postgresql, database=standby.uri("operations"))
                assert revoked(server, works, token).status_code == HTTPStatus.OK
                assert server.call("GET", "/api/me", token).status_code == HTTPStatus.UNAUTHORIZED


def test_the_image_s_health_check_is_true(on_sqlite: Installation) -> None:
    check = json.loads(
        (ROOT / "Dockerfile").read_text().partition("HEALTHCHECK")[2].partition("CMD ")[2].splitlines()[0]
    )
    assert check[0] == "python"
    environment = os.environ | {"PUBLIC_URL": "https://conexiones.example"}
    with running(on_sqlite.database, public_url="https://conexiones.example") as server:
        command = [sys.executable, *check[1:], server.url.removeprefix("http://")]
        assert subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0
    assert subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True).returncode != 0


def test_the_shipped_composition_has_two_servers_a_replica_and_a_cache() -> None:
    services: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert {"app1", "app2", "database", "replica", "valkey", "proxy"} <= set(services)
    for name in ("app1", "app2"):
        environment = services[name]["environment"]
        assert "@database,replica/" in environment["DATABASE_URL"]
        assert "target_session_attrs=read-write" in environment["DATABASE_URL"]
        assert environment["CACHE_URL"].startswith("redis://valkey")
