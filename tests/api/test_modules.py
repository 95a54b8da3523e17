"""/modules: what is on; and what a module that is off closes, whichever it is."""

from typing import Any

import pytest

from apps.accounts import modules
from apps.accounts.models import Account, Role, User
from apps.accounts.services import turn_module_off, turn_module_on
from apps.api.door import Door
from apps.api.urls import RESOURCES
from apps.audit.models import Transaction
from apps.connections.models import Consumer
from apps.connections.scopes import scopes_that_may_be_asked
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, invalid, lent_token, new_access_token, token_for
from tests.factories import TESTER, GroupFactory, UserFactory, new_api_key, new_code_consumer, new_consumer
from tests.oauth import flow

DATA = [module.name for module in modules.data()]


@pytest.fixture
def program(ana: User) -> Program:
    return Program(lent_token(ana, ["modules:view", "modules:edit"]))


def row_of(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()["data"][0]
    return found


def read(resource: type[Door]) -> str:
    """An address of the resource, to be read."""
    return f"/api/{resource.names[0]}" + ("" if "get" in resource.collection else "/X")


def readable(module: str) -> list[str]:
    return [read(one) for one in RESOURCES if one.module == module and "get" in {**one.collection, **one.member}]


def test_every_module_of_the_data_is_listed(account: Account, program: Program) -> None:
    GroupFactory.create(account=account, permissions=["meters:view"])
    turn_module_off(account=account, module="items", by=TESTER)
    answer = program.get("/api/modules").json()
    rows = {row["name"]: row for row in answer["data"]}
    assert (list(rows), answer["total"]) == (DATA, len(DATA))
    assert (rows["items"]["enabled"], rows["meters"]["enabled"], rows["meters"]["groups"]) == (False, True, 1)
    assert row_of(program.get("/api/modules/items"))["label"] == "Items"


def test_a_module_is_turned_off_and_on_again(account: Account, program: Program) -> None:
    assert row_of(program.put("/api/modules/items", {"enabled": False}))["enabled"] is False
    assert row_of(program.put("/api/modules/items", {"enabled": "false"}))["enabled"] is False
    assert "items" not in Account.objects.get(pk=account.pk).enabled_modules
    assert row_of(program.put("/api/modules/items", {"enabled": True}))["enabled"] is True
    entries = Transaction.objects.filter(module="modules").order_by("number")
    assert [(entry.action, entry.actor_kind) for entry in entries] == [
        ("module_turned_off", "consumer"), ("module_turned_on", "consumer")
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["security", "financial", "nothing", "items:view", "a\x00b"])
def test_only_modules_of_the_data_can_be_switched(program: Program, name: str) -> None:
    path = f"/api/modules/{name}".replace("\x00", "%00")
    assert program.get(path).status_code == 404
    assert program.put(path, {"enabled": False}).status_code == 404


@pytest.mark.parametrize(("sent", "field"), [({}, "enabled"), ({"enabled": "x"}, "enabled"), ({"name": "x"}, "name")])
def test_what_cannot_be_is_refused_by_name(program: Program, sent: dict[str, Any], field: str) -> None:
    assert field in invalid(program.put("/api/modules/items", sent))


def test_only_the_owners_consent_lends_it(account: Account, ana: User) -> None:
    everything = [f"modules:{action}" for action in modules.ACTIONS]
    group = GroupFactory.create(account=account, permissions=everything)
    refused = (
        token_for(account, ["items:view"]),
        new_access_token(new_consumer(account, permission_group=group).owner),
        new_access_token(new_code_consumer(account, permission_group=group).owner, user=ana, scope="api"),
        lent_token(UserFactory.create(account=account, role=Role.ADMINISTRATOR), everything),
    )
    for token in refused:
        assert Program(token).get("/api/modules").status_code == 403
        assert Program(token).put("/api/modules/items", {"enabled": False}).status_code == 403
    assert signer_of(account).call("GET", "/api/modules").status_code == 403
    assert Program(lent_token(ana, ["modules:view"])).put("/api/modules/items", {"enabled": False}).status_code == 403


@pytest.mark.parametrize("module", DATA)
def test_a_module_that_is_off_is_closed_and_hidden_everywhere_and_comes_back_as_it_was(
    account: Account, ana: User, module: str
) -> None:
    group = GroupFactory.create(account=account, permissions=[f"{name}:view" for name in DATA])
    app = new_code_consumer(account, permission_group=group)
    callers = (
        Program(new_access_token(new_consumer(account, permission_group=group).owner)),
        Program(new_access_token(app.owner, user=ana, scope="api")),
        signer_of(account),
    )
    statuses = [[caller.call("GET", path).status_code for path in readable(module)] for caller in callers]
    assert statuses[0]
    assert not any(403 in found for found in statuses)
    before = shown(ana, app, group.pk)
    assert f"{module}:view" in before["scopes"] & before["matrix"] & before["consent"] & before["granted"]
    turn_module_off(account=account, module=module, by=TESTER)
    for caller in callers:
        for path in readable(module):
            refused = caller.call("GET", path)
            assert (refused.status_code, refused.json()["code"]) == (403, "module_disabled")
            assert f"({module})" in refused.json()["message"]
    after = shown(ana, app, group.pk)
    assert all(name not in names for names in after.values() for name in modules.get(module).permissions)  # type: ignore[union-attr]
    turn_module_on(account=account, module=module, by=TESTER)
    assert shown(ana, app, group.pk) == before
    assert [[caller.call("GET", path).status_code for path in readable(module)] for caller in callers] == statuses


def signer_of(account: Account) -> Signer:
    key = new_api_key(account)
    return Signer(key.owner.key, key.plain)


def shown(ana: User, app: flow.App, group: int) -> dict[str, set[str]]:
    """The permissions that are shown: as scopes, in the matrix, on the consent page, and as granted to the caller."""
    consumer, browser = Consumer.objects.get(pk=app.owner.pk), flow.browser(ana)
    form = browser.get(f"/settings/user-accounts/permission-groups/{group}/").context["form"]
    offered = flow.ask(browser, app).context["form"].groups
    me = Program(new_access_token(consumer, user=ana, scope="api")).get("/api/me").json()["data"]["permissions"]
    return {
        "scopes": set(scopes_that_may_be_asked(consumer)),
        "matrix": {cell.permission for row in form.matrix for cell in row.cells},
        "consent": {choice.scope for group in offered for choice in group.choices},
        "granted": set(me),
    }
