import pytest

from apps.accounts.models import Account
from tests.factories import new_code_consumer, new_consumer
from tests.oauth.flow import App


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
