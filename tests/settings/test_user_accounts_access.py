"""User Accounts: who may open it, and what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account, Role, User
from tests.conftest import sign_in
from tests.factories import GroupFactory, UserFactory
from tests.settings.people import GROUPS, NORA, USERS, post


@pytest.mark.parametrize(
    "path", [USERS, f"{USERS}add/", GROUPS, f"{GROUPS}add/", f"{USERS}export/", f"{GROUPS}export/"]
)
def test_user_accounts_are_only_for_those_who_may(path: str, ana: User, alba: User, bruno: User) -> None:
    reader = UserFactory.create(account=ana.account, role=Role.READ_ONLY)
    statuses = {user: sign_in(user).get(path).status_code for user in (ana, alba, bruno, reader)}
    assert statuses == {ana: 200, alba: 200, bruno: 403, reader: 403}
    assert Client().get(path)["Location"].startswith("/sign-in/")


def test_nothing_of_another_account_exists(ana: User, carla: User) -> None:
    theirs = GroupFactory.create(account=carla.account)
    client = sign_in(ana)
    for url in (f"{USERS}{carla.pk}/", f"{GROUPS}{theirs.pk}/"):
        assert client.get(url).status_code == 404
        assert client.post(url, NORA).status_code == 404
    for url in (f"{USERS}{carla.pk}/deactivate/", f"{USERS}{carla.pk}/invite/", f"{GROUPS}{theirs.pk}/delete/"):
        assert client.post(url).status_code == 404
    post(ana, USERS, {"action": "deactivate", "selected": [carla.pk]})
    carla.refresh_from_db()
    assert carla.is_active


@pytest.mark.parametrize("path", [USERS, GROUPS])
def test_a_longer_list_needs_no_more_queries(path: str, ana: User, bruno: User, account: Account) -> None:
    client = sign_in(ana)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for _ in range(10):
        UserFactory.create(account=account, role=Role.CUSTOM, permission_group=GroupFactory.create(account=account))
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(few) == len(many)
