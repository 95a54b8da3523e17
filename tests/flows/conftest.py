import json
from collections.abc import Iterator

import pytest

from tests.flows.demo import Demo, demo


@pytest.fixture(scope="session")
def demo_server() -> Iterator[Demo]:
    with demo() as running:
        yield running


@pytest.fixture(scope="session")
def more_consumers(demo_server: Demo) -> dict[str, str]:
    found: dict[str, str] = json.loads(demo_server.run("-m", "tests.flows.more_consumers"))
    return found


@pytest.fixture
def plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the libraries that insist on https speak to the demo, which has none."""
    for name in ("AUTHLIB_INSECURE_TRANSPORT", "OAUTHLIB_INSECURE_TRANSPORT"):
        monkeypatch.setenv(name, "true")
