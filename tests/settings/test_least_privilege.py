"""Permissions, granted and used, and reducing them: on the consumer's panel, on an authorization, and on my own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Account, PermissionGroup, User
from apps.audit.models import Transaction
from apps.connections.models import Authorization, Consumer
from apps.connections.services.authorizations import grant_authorization
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, new_code_consumer, new_consumer
from tests.settings.conftest import HTMX
from tests.uses import age, new_use

pytestmark = pytest.mark.django_db

ITEMS = ["items:view", "items:add", "items:edit"]


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    User.objects.filter(pk=ana.pk).update(language="en")
    return sign_in(ana)


@pytest.fixture
def group(account: Account) -> PermissionGroup:
    return GroupFactory.create(account=account, name="Puentes", permissions=ITEMS)


@pytest.fixture
def bridge(account: Account, group: PermissionGroup) -> Consumer:
    """It views items all the time, added one 45 days ago, and never edited any."""
    consumer = age(new_consumer(account, name="Puente", permission_group=group).owner)
    new_use(consumer, "items:view")
    new_use(consumer, "items:add", days_ago=45)
    return consumer


@pytest.fixture
def consent(account: Account, bruno: User) -> Authorization:
    app = new_code_consumer(account, name="Campo", permission_group=GroupFactory.create(account=account)).owner
    made = grant_authorization(consumer=app, user=bruno, scopes=["items:view", "items:edit"], by=TESTER)
    new_use(made, "items:view", days_ago=2)
    return made


def page_of(row: Consumer | Authorization, page: str = "reduce") -> str:
    return reverse(f"settings:connections_{row._meta.model_name}_{page}", args=[row.pk])


def text_of(response: Any) -> str:
    """What the page says, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_panel_tells_what_was_granted_and_when_it_was_used(client_of_ana: Client, bridge: Consumer) -> None:
    text = text_of(client_of_ana.get(page_of(bridge, "change"), headers=HTMX))
    assert "2 of 3 permissions were used in the last 90 days." in text
    assert "Items View today Add 45 days ago Edit never" in text
    assert "Reduce to what is used" in text
    new_use(bridge, "items:edit", days_ago=1)
    text = text_of(client_of_ana.get(page_of(bridge, "change"), headers=HTMX))
    assert "Edit 1 day ago" in text
    assert "Reduce to what is used" not in text


def test_modules_without_any_use_are_folded_away(
    client_of_ana: Client, bridge: Consumer, group: PermissionGroup
) -> None:
    PermissionGroup.objects.filter(pk=group.pk).update(permissions=[*ITEMS, "warehouses:view", "personnel:view"])
    page = client_of_ana.get(page_of(bridge, "change"), headers=HTMX).content.decode()
    used, unused = page.index("45 days ago"), page.index("2 modules without any use")
    assert used < unused < page.index("<dt>Warehouses") < page.index("<dt>Personnel")
    assert "<details" in page[used:unused]


def test_the_number_of_queries_does_not_depend_on_what_was_used(client_of_ana: Client, bridge: Consumer) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client_of_ana.get(page_of(bridge, "change"), headers=HTMX)
        return len(found)

    queries()
    few = queries()
    for number in range(20):
        new_use(bridge, f"module{number}:view")
    assert queries() == few


def test_a_module_that_is_off_says_so(client_of_ana: Client, bridge: Consumer, account: Account) -> None:
    account.enabled_modules = ["meters"]
    account.save()
    assert "module switched off" in text_of(client_of_ana.get(page_of(bridge, "change")))


def test_what_can_be_lent_is_shown_apart_and_is_never_reduced(client_of_ana: Client, account: Account) -> None:
    app = new_code_consumer(account, may_manage_connections=True).owner
    new_use(app, "api_connections:view")
    new_use(app, "items:view")
    text = text_of(client_of_ana.get(page_of(app, "change")))
    assert "Lent by consent" in text
    assert "API Connections View today" in text
    assert "1 of 3 permissions" in text
    assert "API Connections" not in text_of(client_of_ana.get(page_of(app), headers=HTMX))


def test_the_preview_says_what_goes_and_what_stays(client_of_ana: Client, bridge: Consumer) -> None:
    text = text_of(client_of_ana.get(page_of(bridge), headers=HTMX))
    assert "Is taken away Items: Edit Stays Items: View, Add" in text
    assert "choose the group Puentes again" in text
    text = text_of(client_of_ana.get(page_of(bridge) + "?days=30", headers=HTMX))
    assert "Is taken away Items: Add, Edit Stays Items: View" in text
    assert client_of_ana.get(page_of(bridge) + "?days=31").context["days"] == 90


def test_a_new_group_is_made_and_given(client_of_ana: Client, bridge: Consumer, group: PermissionGroup) -> None:
    page = client_of_ana.get(page_of(bridge) + "?days=30")
    name = page.context["form"]["name"].value()
    sent = {"days": "30", "shown": page.context["shown"], "how": "new", "name": name}
    response = client_of_ana.post(page_of(bridge), sent, headers=HTMX)
    assert response.status_code == 204, text_of(response)
    bridge.refresh_from_db()
    assert (bridge.permission_group.name, bridge.permission_group.permissions) == ("Puente", ["items:view"])
    assert PermissionGroup.objects.get(pk=group.pk).permissions == ITEMS
    assert {entry.action for entry in Transaction.objects.order_by("-pk")[:2]} == {"group_created", "consumer_changed"}


def test_a_group_of_its_own_can_be_changed(client_of_ana: Client, bridge: Consumer, group: PermissionGroup) -> None:
    sent = {"days": "90", "shown": "items:edit", "how": "change", "name": ""}
    assert client_of_ana.post(page_of(bridge), sent).status_code == 302
    group.refresh_from_db()
    assert group.permissions == ["items:add", "items:view"]


def test_a_shared_group_says_with_whom_and_offers_a_new_one_only(
    client_of_ana: Client, bridge: Consumer, group: PermissionGroup, bruno: User
) -> None:
    new_consumer(bridge.account, permission_group=group)
    User.objects.filter(pk=bruno.pk).update(permission_group=group)
    page = client_of_ana.get(page_of(bridge))
    assert "1 other consumer, 1 user." in text_of(page)
    assert "how" not in page.context["form"].fields
    sent = {"days": "90", "shown": "items:edit", "how": "change", "name": "Otro"}
    client_of_ana.post(page_of(bridge), sent)
    group.refresh_from_db()
    bridge.refresh_from_db()
    assert (group.permissions, bridge.permission_group.name) == (ITEMS, "Otro")


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"name": ""}, "name", "Name of the new group cannot be blank"),
        ({"name": "Puentes"}, "name", "Name of the new group is taken already"),
        ({"shown": ""}, "__all__", "Something was granted meanwhile."),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    client_of_ana: Client, bridge: Consumer, changed: dict[str, str], field: str, says: str
) -> None:
    sent = {"days": "90", "shown": "items:edit", "how": "new", "name": "Otro"} | changed
    response = client_of_ana.post(page_of(bridge), sent, headers=HTMX)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert says in text_of(response)
    assert 'name="shown" value="items:edit"' in response.content.decode()


def test_a_proposed_name_is_free(client_of_ana: Client, bridge: Consumer) -> None:
    for name in ("Puente", "Puente (2)"):
        GroupFactory.create(account=bridge.account, name=name)
    assert client_of_ana.get(page_of(bridge)).context["form"]["name"].value() == "Puente (3)"


def test_nothing_used_makes_no_group_and_all_used_leaves_nothing_to_do(
    client_of_ana: Client, bridge: Consumer, account: Account, group: PermissionGroup
) -> None:
    never = new_consumer(account, name="Nunca", permission_group=group).owner
    page = client_of_ana.get(page_of(never), headers=HTMX)
    assert "It used none of its permissions in this time." in text_of(page)
    assert "<form" not in page.content.decode()
    sent = {"days": "90", "shown": " ".join(ITEMS), "name": "Otro"}
    assert client_of_ana.post(page_of(never), sent).status_code == 422
    assert not PermissionGroup.objects.filter(name="Otro").exists()
    new_use(bridge, "items:edit")
    assert "There is nothing to take away." in text_of(client_of_ana.get(page_of(bridge)))


def test_a_young_consumer_is_warned_about(client_of_ana: Client, bridge: Consumer) -> None:
    assert "within this time" not in text_of(client_of_ana.get(page_of(bridge)))
    age(bridge, days=40)
    assert "within this time" in text_of(client_of_ana.get(page_of(bridge)))
    assert "within this time" not in text_of(client_of_ana.get(page_of(bridge) + "?days=30"))


# --- authorizations ---------------------------------------------------------------------------------------------------


def test_an_authorization_shows_agreed_and_used_and_is_reduced(client_of_ana: Client, consent: Authorization) -> None:
    text = text_of(client_of_ana.get(page_of(consent, "change")))
    assert "1 of 2 permissions were used" in text
    assert "View 2 days ago Edit never" in text
    page = client_of_ana.get(page_of(consent), headers=HTMX)
    assert "Is taken away Items: Edit Stays Items: View" in text_of(page)
    sent = {"days": "90", "shown": page.context["shown"]}
    assert client_of_ana.post(page_of(consent), sent, headers=HTMX).status_code == 204
    consent.refresh_from_db()
    assert consent.scopes == {"items:view"}
    panel = text_of(client_of_ana.get(page_of(consent, "change")))
    assert "Reduced to what is used" in panel


def test_a_user_reduces_their_own(consent: Authorization, bruno: User) -> None:
    client, mine = sign_in(bruno), reverse("reduce-my-authorization", args=[consent.pk])
    assert mine in client.get(reverse("my-authorization", args=[consent.pk])).content.decode()
    page = client.get(mine, headers=HTMX)
    assert page.context["shown"] == "items:edit"
    assert client.post(mine, {"days": "90", "shown": ""}, headers=HTMX).status_code == 422
    assert client.post(mine, {"days": "90", "shown": "items:edit"}).status_code == 302
    consent.refresh_from_db()
    assert consent.scopes == {"items:view"}
    entry = Transaction.objects.order_by("-pk")[0]
    assert (entry.action, entry.actor_name) == ("authorization_reduced", bruno.name)


def test_nobody_reduces_what_is_not_theirs_or_is_revoked(
    consent: Authorization, ana: User, carla: User, bruno: User
) -> None:
    mine, sent = reverse("reduce-my-authorization", args=[consent.pk]), {"days": "90", "shown": "items:edit"}
    for user in (ana, carla):
        assert sign_in(user).post(mine, sent).status_code == 404
    assert Client().get(mine).headers["Location"].startswith("/sign-in/")
    assert sign_in(carla).post(page_of(consent), sent).status_code == 404
    Authorization.objects.update(revoked_at=consent.granted_at)
    assert sign_in(bruno).get(mine).status_code == 404
    consent.refresh_from_db()
    assert consent.scopes == {"items:view", "items:edit"}
