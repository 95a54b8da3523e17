"""A password that was lost may have been found by somebody: what was allowed with it ends, and the app asks again."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from apps.accounts.models import Account, Role, User
from apps.accounts.services import update_user
from apps.accounts.services.groups import update_group
from apps.audit.models import Transaction
from apps.connections.models import Authorization
from tests.api.helpers import Program
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER, GroupFactory, new_code_consumer
from tests.oauth import flow
from tests.oauth.flow import App

NEW = "a new and quite long sentence"
LINK = re.compile(r"http://localhost(/password/reset/key/\S+)")


@pytest.fixture
def app(account: Account) -> App:
    group = GroupFactory.create(account=account, permissions=["items:view", "items:add", "items:edit"])
    return new_code_consumer(account, permission_group=group)


def reset(user: User, password: str = NEW) -> Any:
    client = Client()
    client.post("/password/reset/", {"email": user.email})
    found = LINK.search(str(mail.outbox[-1].body))
    assert found
    form = client.get(found[1])
    return client.post(form["Location"], {"password1": password, "password2": password})


def reads(token: str) -> bool:
    return bool(Program(token).get("/api/items").status_code == 200)


def rights(token: str) -> set[str]:
    """The methods that open the items."""
    new = {"code": "BOMBA-1", "id_type_item": 2, "field_1": "Bomba"}
    tried = {"view": Program(token).get("/api/items"), "add": Program(token).post("/api/items", new)}
    return {name for name, response in tried.items() if response.status_code < 300}


def test_R052_a_reset_password_ends_every_grant_of_the_user_and_is_recorded(app: App, bruno: User, ana: User) -> None:
    issued, plain, other = flow.tokens(app, bruno), flow.code(app, bruno), flow.tokens(app, ana)
    assert reset(bruno).status_code == 302
    assert not reads(issued["access_token"])
    assert flow.refresh(app, issued["refresh_token"]).json()["error"] == "invalid_grant"
    assert flow.redeem(app, plain).json()["error"] == "invalid_grant"
    assert not Authorization.objects.get(user=bruno).is_live
    assert flow.ask(flow.browser(User.objects.get(pk=bruno.pk)), app).status_code == 200
    recorded = Transaction.objects.get(action="authorization_revoked")
    assert (recorded.actor_email, recorded.address) == (bruno.email, "127.0.0.1")
    assert reads(other["access_token"])


def test_R052_a_reset_that_is_refused_ends_nothing(app: App, bruno: User) -> None:
    issued = flow.tokens(app, bruno)
    assert reset(bruno, "short").status_code == 200
    assert reads(issued["access_token"])


def test_R052_the_grants_end_together_with_the_old_password_or_neither_does(
    app: App, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = flow.tokens(app, bruno)

    def fail(**kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("apps.connections.receivers.end_authorizations", fail)
    with pytest.raises(OSError, match="disk"):
        reset(bruno)
    monkeypatch.undo()
    bruno.refresh_from_db()
    assert bruno.check_password(PASSWORD)
    assert reads(issued["access_token"])


def test_R052_changing_a_password_that_one_knows_leaves_the_grants(app: App, bruno: User) -> None:
    issued = flow.tokens(app, bruno)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert sign_in(bruno).post("/password/change/", form).status_code == 302
    assert reads(issued["access_token"])


def test_R052_a_right_that_is_taken_from_the_group_of_the_user_narrows_the_grant_at_once(app: App, ana: User) -> None:
    issued = flow.tokens(app, ana)["access_token"]
    group = GroupFactory.create(account=ana.account, permissions=["items:view", "items:add"])
    User.objects.filter(pk=ana.pk).update(role=Role.CUSTOM, permission_group=group)
    assert rights(issued) == {"view", "add"}
    update_group(group=group, permissions=["items:view"], by=TESTER)
    assert rights(issued) == {"view"}
    update_group(group=group, permissions=[], by=TESTER)
    assert rights(issued) == set()


def test_R052_another_role_or_group_narrows_the_grant_at_once(app: App, ana: User, operator: User) -> None:
    issued = flow.tokens(app, ana)["access_token"]
    User.objects.filter(pk=ana.pk).update(role=Role.ADMINISTRATOR)
    assert "add" in rights(issued)
    update_user(user=ana, role=Role.READ_ONLY, by=TESTER)
    assert rights(issued) == {"view"}
    empty = GroupFactory.create(account=ana.account, permissions=["items:edit"])
    update_user(user=ana, role=Role.CUSTOM, permission_group=empty, by=TESTER)
    assert rights(issued) == set()
