import pytest

from apps.accounts.models import Account
from apps.connections.services import permission_uses
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, token_for
from tests.factories import new_api_key


@pytest.fixture(autouse=True)
def later_on_the_day(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call is one of many: the first of a day, which alone writes what it used, is for tests that ask for it."""
    if "first_of_the_day" not in request.fixturenames:
        monkeypatch.setattr(permission_uses.memory, "is_new", lambda use, today: False)


@pytest.fixture
def first_of_the_day() -> None:
    """Calls note what they use."""


@pytest.fixture
def program(account: Account) -> Program:
    """A program of the account that may do everything with items."""
    return Program(token_for(account))


@pytest.fixture
def signer(account: Account) -> Signer:
    """A program that signs with the account's API key."""
    made = new_api_key(account)
    return Signer(made.owner.key, made.plain)
