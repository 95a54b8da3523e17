import pytest
from django.db import connection

from apps.accounts.models import Account
from tests.factories import new_code_consumer, new_consumer
from tests.lanes import LANES, SHORT, open_short_lane
from tests.oauth.flow import App

PAST_THE_LANE = frozenset(
    {"test_authorize_errors", "test_consent_mail", "test_consent_page", "test_metadata", "test_openid_keys",
     "test_openid_sign_out", "test_prompt", "test_races", "test_registration", "test_short_lane"}
)  # fmt: skip
"""What these ask of the token endpoint, others ask by both lanes; races go over a server, which has the short one."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """By both lanes on SQLite; which lane it is makes no difference to another database."""
    name = metafunc.module.__name__.rpartition(".")[2]
    if "lane" in metafunc.fixturenames and name not in PAST_THE_LANE and connection.vendor == "sqlite":
        metafunc.parametrize("lane", LANES, indirect=True)


@pytest.fixture(autouse=True)
def lane(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """By which lane the test's requests are answered."""
    chosen: str = getattr(request, "param", SHORT)
    if chosen == SHORT:
        open_short_lane(monkeypatch)
    return chosen


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
