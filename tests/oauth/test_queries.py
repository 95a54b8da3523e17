"""How many queries an answer costs, besides opening and closing a transaction and noting a use once a minute."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.common.tokens import Prefix, new_token
from tests.oauth.flow import App, basic, code, introspect, post, redeem, refresh, token, tokens

BOOKKEEPING = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def queries(do: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        do()
    return len([query for query in captured if not query["sql"].startswith(BOOKKEEPING)])


@pytest.fixture
def at_once() -> int:
    """How many statements find the client and issue its token in one; where that is not enough, they come on top."""
    return 1 if connection.vendor == "postgresql" else 0


def test_client_credentials(robot: App, at_once: int) -> None:
    token(robot)
    assert queries(lambda: token(robot)) == (at_once or 2)


def test_noting_the_use_of_secret_and_consumer_and_its_address_costs_three_once_a_minute(
    robot: App, at_once: int
) -> None:
    assert queries(lambda: token(robot)) == 5 + at_once


def test_a_code(app: App, bruno: User) -> None:
    tokens(app, bruno)
    plain = code(app, bruno)
    assert queries(lambda: redeem(app, plain)) == 6


def test_a_refresh_claims_ends_and_issues_in_one_where_it_can(app: App, bruno: User, at_once: int) -> None:
    old = tokens(app, bruno)["refresh_token"]
    assert queries(lambda: refresh(app, old)) == (3 + at_once if at_once else 7)


def test_introspection(robot: App) -> None:
    plain = token(robot).json()["access_token"]
    assert queries(lambda: introspect(robot, plain)) == 2


@pytest.mark.parametrize("is_known", [True, False])
def test_R038_a_wrong_secret_costs_the_same_for_known_and_unknown_clients(robot: App, is_known: bool) -> None:
    """It is looked for, counted by the throttle, and noted for the consumer's account, if there is one."""
    header = basic(robot.owner.client_id if is_known else "nobody", new_token(Prefix.CONSUMER_SECRET))
    assert queries(lambda: post("/oauth/token", {"grant_type": "client_credentials"}, header)) == 3


def test_R017_R043_garbage_is_counted_and_not_looked_for(robot: App) -> None:
    asked = {"grant_type": "client_credentials"}
    assert queries(lambda: post("/oauth/token", asked, basic(robot.owner.client_id, "secret"))) == 2
    assert queries(lambda: post("/oauth/token", asked, basic("a" * 300, robot.plain))) == 1
