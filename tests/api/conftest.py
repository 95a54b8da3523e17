import pytest

from apps.accounts.models import Account
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, token_for
from tests.factories import new_api_key


@pytest.fixture
def program(account: Account) -> Program:
    """A program of the account that may do everything with items."""
    return Program(token_for(account))


@pytest.fixture
def signer(account: Account) -> Signer:
    """A program that signs with the account's API key."""
    made = new_api_key(account)
    return Signer(made.owner.key, made.plain)
