"""Modules: what is on, who calls it, turned off and on again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts import modules
from apps.accounts.models import Account, PermissionGroup, User
from apps.accounts.services import turn_module_off, turn_module_on
from apps.audit.models import Transaction
from apps.connections.callers import available_scopes
from apps.connections.models import Consumer, PermissionUse
from apps.connections.services.authorizations import grant_authorization
from tests.api.helpers import Program, new_access_token, new_item
from tests.conftest import sign_in
from tests.factories import TESTER, new_code_consumer, new_consumer
from tests.settings.conftest import HTMX, streamed

MODULES = "/settings/modules/"
OFF, ON = f"{MODULES}items/off/", f"{MODULES}items/on/"


def used(account: Account, permission: str, consumer: Consumer | None = None, **fields: Any) -> PermissionUse:
    """As if `consumer`, or the API key, had used `permission` today."""
    today = timezone.now().date()
    who = f"{consumer.pk if consumer else 'key'}|{fields.get('authorization')}"
    values = {"first_used_on": today, "last_used_on": today, "caller": who[:45]} | fields
    return PermissionUse.objects.create(account=account, consumer=consumer, permission=permission, **values)


def modules_of(account: Account) -> list[str]:
    found: list[str] = Account.objects.get(pk=account.pk).enabled_modules
    return found


def test_every_module_of_the_data_is_listed_and_how_many_groups_grant_it(
    ana: User, technicians: PermissionGroup
) -> None:
    page = sign_in(ana).get(MODULES)
    rows = {row.module.name: row.groups for row, _url in page.context["table"]}
    assert list(rows) == [module.name for module in modules.data()]
    assert {name for name, count in rows.items() if count} == {"items"}
    assert all(str(module.about) for module in modules.data())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=nothing-is-called-so", set()),
        ("?q=HOUR METERS", {"meters"}),
        ("?status=off", {"items"}),
        ("?status=on&q=equipment", set()),
    ],
)
def test_modules_are_searched_and_narrowed(ana: User, account: Account, query: str, found: set[str]) -> None:
    turn_module_off(account=account, module="items", by=TESTER)
    shown = {row.module.name for row, _url in sign_in(ana).get(MODULES + query).context["table"]}
    assert shown == found


def test_the_list_is_exported(ana: User) -> None:
    text = streamed(sign_in(ana).get(f"{MODULES}export/?q=meters"))
    assert text.splitlines()[0].endswith('"Module","What it is","Groups that grant it","Status"')
    assert '"Meters"' in text
    assert Transaction.objects.get(action="list_exported").changes["list"] == [None, "modules"]


def test_before_a_module_is_turned_off_it_is_said_who_calls_it(ana: User, bruno: User, account: Account) -> None:
    bridge = new_consumer(account, name="Puente ERP").owner
    portal = new_code_consumer(account, name="Portal").owner
    consent = grant_authorization(consumer=portal, user=bruno, scopes=["items:view"], by=TESTER)
    used(account, "items:view", bridge)
    used(account, "items:edit", bridge)
    used(account, "items:view", portal, authorization=consent)
    used(account, "items:view")
    long_ago = timezone.now().date() - timedelta(days=31)
    used(account, "items:delete", bridge, first_used_on=long_ago, last_used_on=long_ago, caller="before")
    used(account, "meters:view", new_consumer(account, name="Solo medidores").owner)
    with CaptureQueriesContext(connection) as asked:
        page = sign_in(ana).get(OFF).content.decode()
    assert "Puente ERP: View, Edit; last on" in page
    assert "Portal (for 1 user): View; last on" in page
    assert "The API key of the account: View; last on" in page
    assert "Solo medidores" not in page
    assert len([query for query in asked if 'FROM "connections_permissionuse"' in query["sql"]]) == len(modules.ACTIONS)


def test_a_module_that_is_called_is_turned_off_only_by_typing_its_name(ana: User, account: Account) -> None:
    used(account, "items:view", new_consumer(account).owner)
    client = sign_in(ana)
    assert client.post(OFF, {"word": "item"}).status_code == 422
    assert client.post(OFF, headers=HTMX).status_code == 422
    assert "items" in modules_of(account)
    assert client.post(OFF, {"word": "Items"}, headers=HTMX).status_code == 204
    assert "items" not in modules_of(account)


def test_a_module_that_nobody_calls_is_turned_off_without_typing(ana: User, account: Account) -> None:
    page = sign_in(ana).post(OFF, follow=True).content.decode()
    assert "Items is off. Turn it on again, and everything is as it was." in page
    assert "items" not in modules_of(account)


def test_what_is_off_is_refused_by_name_hidden_and_comes_back_with_its_ticks(
    ana: User, account: Account, technicians: PermissionGroup
) -> None:
    new_item(account)
    consumer = new_consumer(account, permission_group=technicians).owner
    program = Program(new_access_token(consumer))
    assert program.get("/api/items").status_code == 200
    assert "items:view" in available_scopes(consumer)
    client = sign_in(ana)
    client.post(OFF, {"word": "Items"})
    assert not available_scopes(Consumer.objects.get(pk=consumer.pk))
    refused = program.get("/api/items")
    assert refused.status_code == 403
    assert "Items" in refused.json()["message"]
    group = f"/settings/user-accounts/permission-groups/{technicians.pk}/"
    assert "items:view" not in client.get(group).content.decode()
    client.post(ON)
    assert program.get("/api/items").status_code == 200
    form = client.get(group).context["form"]
    assert {cell.permission for row in form.matrix for cell in row.cells if cell.is_ticked} == {
        "items:view", "items:edit"
    }  # fmt: skip


def test_both_are_on_the_record_once_and_in_words(ana: User, account: Account) -> None:
    client = sign_in(ana)
    for url in (OFF, OFF, ON, ON):
        client.post(url)
    entries = Transaction.objects.filter(module="modules").order_by("number")
    assert [(entry.action, entry.changes) for entry in entries] == [
        ("module_turned_off", {"enabled_modules": [["items"], []]}),
        ("module_turned_on", {"enabled_modules": [[], ["items"]]}),
    ]
    page = client.get(f"/settings/transactions-log/{entries[0].pk}/").content.decode()
    assert "<del>Items</del>" in page or "Items" in page.partition('class="table changes"')[2]
    assert "A module was turned off." in page


def test_only_modules_of_the_data_can_be_switched(ana: User, account: Account) -> None:
    client, before = sign_in(ana), modules_of(account)
    for name in ("security", "user_accounts", "nothing"):
        assert client.get(f"{MODULES}{name}/").status_code == 404
        assert client.post(f"{MODULES}{name}/off/").status_code == 404
        assert client.post(f"{MODULES}{name}/on/").status_code == 404
    assert modules_of(account) == before


def test_the_order_of_the_modules_stays(account: Account) -> None:
    before = modules_of(account)
    turn_module_off(account=account, module="meters", by=TESTER)
    assert turn_module_on(account=account, module="meters", by=TESTER)
    assert modules_of(account) == before
    assert not turn_module_on(account=account, module="meters", by=TESTER)


def test_another_account_keeps_its_modules(ana: User, other_account: Account) -> None:
    sign_in(ana).post(OFF)
    assert "items" in modules_of(other_account)


def test_more_callers_need_no_more_queries(ana: User, account: Account) -> None:
    client = sign_in(ana)
    used(account, "items:view", new_consumer(account).owner)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{MODULES}items/")
    for _n in range(12):
        used(account, "items:view", new_consumer(account).owner)
    with CaptureQueriesContext(connection) as many:
        page = client.get(f"{MODULES}items/").content.decode()
    assert len(few) == len(many)
    assert "and 3 more" in page
