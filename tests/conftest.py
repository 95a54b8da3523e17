"""The fixed cast: Ana the super administrator, Bruno a technician, Carla of another account."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation

from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.audit import triggers
from apps.connections.services import permission_uses
from tests import migrated, secrecy
from tests.emptying import empty_tables
from tests.factories import PASSWORD, AccountFactory, GroupFactory, UserFactory

# Playwright keeps an event loop in the test's thread; Django would refuse every query there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    secrecy.listen()
    TransactionTestCase._fixture_teardown = lambda case: empty_tables()  # type: ignore[attr-defined]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What says the same on each database runs on SQLite alone."""
    if connection.vendor != "sqlite":
        same = [item for item in items if not _may_differ(item)]
        items[:] = [item for item in items if _may_differ(item)]
        config.hook.pytest_deselected(items=same)


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage time and again would cost a twentieth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _may_differ(item: pytest.Item) -> bool:
    """Whether it may ask the database; what has no such fixture or mark is kept from it by pytest-django."""
    if item.get_closest_marker("any_database"):
        return False
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}
    return item.get_closest_marker("django_db") is not None or bool(fixtures & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Looks while the test's data is still there, and complains when everything is put away."""
    readable = secrecy.readable_places(item)
    yield
    assert not readable, f"a secret, token or code that this test made can be read in: {readable}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite's file begins as a copy of one that is migrated; on PostgreSQL the server has a template."""
    creation: Any = connection.creation
    create = creation._create_test_db

    def copied(*args: Any, **options: Any) -> str:
        name: str = create(*args, **options)
        migrated.copy_sqlite(Path(name))
        return name

    if connection.vendor == "sqlite":
        creation._create_test_db = copied


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Limits and throttles of one test must not reach the next, nor what it noted as used."""
    cache.clear()
    permission_uses.memory.forget()


@pytest.fixture(autouse=True)
def triggers_step_aside_for_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A transactional test is cleaned by emptying tables, which the append-only triggers rightly refuse."""
    mark = request.node.get_closest_marker("django_db")
    is_transactional = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not is_transactional and not (mark and mark.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    triggers.install(connection)
    yield
    triggers.remove(connection)


@pytest.fixture
def english() -> Iterator[None]:
    """For what a service says, outside of any request."""
    with translation.override("en"):
        yield


@pytest.fixture
def account(db: None) -> Account:
    return AccountFactory.create(name="Aguas del Valle", number=477)


@pytest.fixture
def other_account(db: None) -> Account:
    return AccountFactory.create(name="Molinos de Ultramar", number=512)


@pytest.fixture
def ana(account: Account) -> User:
    return UserFactory.create(
        account=account, email="ana@aguas.example", name="Ana Prado", role=Role.SUPER_ADMINISTRATOR
    )


@pytest.fixture
def technicians(account: Account) -> PermissionGroup:
    return GroupFactory.create(account=account, name="Técnicos", permissions=["items:view", "items:edit"])


@pytest.fixture
def bruno(account: Account, technicians: PermissionGroup) -> User:
    return UserFactory.create(
        account=account,
        email="bruno@aguas.example",
        name="Bruno Sosa",
        role=Role.CUSTOM,
        permission_group=technicians,
    )


@pytest.fixture
def carla(other_account: Account) -> User:
    return UserFactory.create(
        account=other_account, email="carla@molinos.example", name="Carla Vega", role=Role.SUPER_ADMINISTRATOR
    )


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory.create(
        email="oscar@operators.example", name="Óscar Ruiz", account=None, role="", is_operator=True
    )


def sign_in(user: User) -> Client:
    """A browser session in which `user` signed in a moment ago, so that step-up is fresh."""
    client = Client()
    response = client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302, response.content
    return client
