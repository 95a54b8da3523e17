from collections.abc import Iterator

import pytest
from django.db import connection

from apps.accounts.models import Account
from tests.factories import new_code_consumer, new_consumer
from tests.lanes import LANES, SHORT, TOOLKIT, open_short_lane
from tests.oauth.flow import App

AT_ONCE = frozenset({"test_client_credentials", "test_queries", "test_allowed_addresses", "test_throttle"})
"""Which lane it is makes no difference to another database, but where PostgreSQL issues a token in one statement."""
asked_no_lane: set[str] = set()
"""The tests that ran with the short lane open, and asked nothing that it could have answered."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """By both lanes."""
    if "lane" in metafunc.fixturenames:
        is_both = connection.vendor == "sqlite" or metafunc.module.__name__.rpartition(".")[2] in AT_ONCE
        metafunc.parametrize("lane", LANES if is_both else [SHORT], indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Once is enough for what has just shown that it asks no lane: the other one could make no difference."""
    if item.nodeid.replace(f"[{TOOLKIT}", f"[{SHORT}", 1) not in asked_no_lane:
        return None
    item.session._setupstate.teardown_exact(nextitem)
    return True


@pytest.fixture(autouse=True)
def lane(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """By which lane the test's requests are answered."""
    if request.param != SHORT:
        yield request.param
        return
    asked = open_short_lane(monkeypatch)
    yield SHORT
    if not asked:
        asked_no_lane.add(request.node.nodeid)


@pytest.fixture
def robot(account: Account) -> App:
    """A program that acts for itself, by client credentials."""
    return new_consumer(account, name="ERP bridge")


@pytest.fixture
def app(account: Account) -> App:
    """A confidential app that acts for users, by authorization code."""
    return new_code_consumer(account, name="Field planner", description="Plans the rounds of the technicians")


@pytest.fixture
def phone_app(account: Account) -> App:
    """A public app."""
    return new_code_consumer(account, name="Phone app", client_type="public")


@pytest.fixture
def sign_in_app(account: Account) -> App:
    """A confidential app that signs people in with the portal."""
    return new_code_consumer(
        account, name="Supplier portal", offers_sign_in=True, post_logout_redirect_uris="https://app.example/bye"
    )
