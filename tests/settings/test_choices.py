"""A group is chosen from a select; of very many, by its name, with suggestions."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.connections.models import Consumer
from apps.settings.panel import choices
from tests.conftest import sign_in
from tests.factories import GroupFactory, new_consumer
from tests.settings.conftest import HTMX

CONSUMERS, USERS = "/settings/api-connections/consumers/", "/settings/user-accounts/accounts/"
NEW_USER = {"name": "Nora Paz", "email": "nora@aguas.example", "role": "custom", "language": ""}
NEW_CONSUMER = {"authorization_grant_type": "client-credentials", "name": "Báscula", "client_type": "confidential"}


@pytest.fixture
def client(ana: User, account: Account) -> Client:
    for name in ("Campo", "Taller", "Taller nocturno"):
        GroupFactory.create(account=account, name=name)
    return sign_in(ana)


@pytest.fixture
def many(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(choices, "MANY", 2)
    return client


def field_of(answer: Any) -> str:
    html: str = answer.content.decode()
    return html.partition('data-field="id_permission_group"')[2].partition("</div>")[0]


@pytest.mark.parametrize("url", [CONSUMERS, USERS])
def test_few_are_a_select_with_all_of_them(client: Client, url: str) -> None:
    field = field_of(client.get(f"{url}add/"))
    assert field.count("<option") == 4
    assert "<input" not in field


@pytest.mark.parametrize("url", [CONSUMERS, USERS])
def test_very_many_are_a_name_with_suggestions(many: Client, carla: User, url: str) -> None:
    GroupFactory.create(account=carla.account, name="Taller ajeno")
    field = field_of(many.get(f"{url}add/"))
    assert 'type="search"' in field
    assert "<option" not in field
    offered = many.get(f"{url}suggest/?permission_group=tal", headers=HTMX).content.decode().strip()
    assert offered == '<option value="Taller"></option><option value="Taller nocturno"></option>'


@pytest.mark.parametrize(("url", "data"), [(CONSUMERS, NEW_CONSUMER), (USERS, NEW_USER)])
def test_the_whole_name_is_taken_and_of_another_it_is_told_which_begin_so(
    many: Client, url: str, data: dict[str, str]
) -> None:
    unknown = many.post(f"{url}add/", data | {"permission_group": "Tal"}).content.decode()
    assert "There is nothing called “Tal”. These begin so: Taller, Taller nocturno." in unknown
    assert (
        "There is nothing called “Zoo”." in many.post(f"{url}add/", data | {"permission_group": "Zoo"}).content.decode()
    )
    assert "cannot be blank" in field_of(many.post(f"{url}add/", data | {"permission_group": ""}))
    many.post(f"{url}add/", data | {"permission_group": " Taller "})
    group = PermissionGroup.objects.get(name="Taller")
    assert User.objects.filter(permission_group=group).exists() or group.consumers.exists()


def test_the_group_that_it_has_stands_there_by_name_and_stays(many: Client, account: Account) -> None:
    group = PermissionGroup.objects.get(name="Campo")
    consumer = new_consumer(account, name="Puente", permission_group=group).owner
    url = f"{CONSUMERS}{consumer.pk}/"
    assert 'value="Campo"' in field_of(many.get(url))
    assert many.post(url, {"name": "Puente norte", "permission_group": "Campo"}, headers=HTMX).status_code == 204
    assert Consumer.objects.get(pk=consumer.pk).permission_group == group


def test_of_very_many_nobody_gives_a_group_that_goes_beyond_themselves(many: Client, helper: User) -> None:
    GroupFactory.create(account=helper.account, name="Todo", permissions=["items:delete"])
    answer = sign_in(helper).post(f"{USERS}add/", NEW_USER | {"permission_group": "Todo"})
    assert answer.status_code == 422
    assert "beyond what you may do yourself" in answer.content.decode()
    assert not User.objects.filter(role=Role.CUSTOM, permission_group__name="Todo").exists()
