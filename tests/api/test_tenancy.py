"""Nothing of another account is read, counted, changed or pointed at."""

import pytest

from apps.accounts.models import Account, User
from apps.api.resources.base import ResourceViewSet
from apps.maintenance.models import Item, ItemType
from tests.api.helpers import Program, codes, new_item, token_for, user_token
from tests.api.samples import SAMPLES, resources


@pytest.fixture
def theirs(other_account: Account) -> Item:
    return new_item(other_account, "SECRET", item_type=ItemType.LOCATION, notes="ajeno")


@pytest.fixture
def everything(account: Account) -> Program:
    modules_with_api = {resource.module for resource in resources() if resource.module}
    actions = ("view", "add", "edit", "delete")
    return Program(token_for(account, [f"{name}:{action}" for name in modules_with_api for action in actions]))


def test_every_resource_has_a_sample() -> None:
    assert set(resources()) == set(SAMPLES)


@pytest.mark.parametrize("resource", resources())
def test_R096_R102_a_row_of_another_account_is_404_under_every_address(
    other_account: Account, everything: Program, resource: type[ResourceViewSet]
) -> None:
    row = SAMPLES[resource](other_account, "SECRET")
    key = str(getattr(row, resource.key, "SECRET"))
    for name in resource.names:
        for method in {"get", "put", "delete"} & resource.member.keys():
            body: dict[str, str] | None = {} if method == "put" else None
            theirs, nobodys = (everything.call(method.upper(), f"/api/{name}/{it}", body) for it in (key, "999999999"))
            assert theirs.status_code == 404, (method, name)
            assert theirs.json() == nobodys.json()


@pytest.mark.parametrize("resource", resources())
def test_R102_lists_neither_hold_nor_count_rows_of_another_account(
    account: Account, other_account: Account, everything: Program, resource: type[ResourceViewSet]
) -> None:
    if "get" not in resource.collection:
        return
    SAMPLES[resource](other_account, "SECRET")
    before = everything.get(f"/api/{resource.names[0]}").json()["total"]
    SAMPLES[resource](account, "OURS")
    for name in resource.names:
        for query, total in (("", before + 1), ("?start=1", before + 1)):
            response = everything.get(f"/api/{name}{query}")
            assert "SECRET" not in response.content.decode()
            assert response.json()["total"] == total


def test_R096_an_item_of_another_account_is_404_by_its_id(program: Program, theirs: Item) -> None:
    assert program.put(f"/api/items?id_fracttal={theirs.pk}", {"notes": "mío"}).status_code == 404
    assert program.put(f"/api/items/{theirs.code}", {"notes": "mío"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.notes == "ajeno"


@pytest.mark.parametrize("query", ["location_code=SECRET", "location_code=SECRET&is_tree=true", "id_parent={pk}"])
def test_R102_a_filter_by_what_is_theirs_finds_nothing(
    account: Account, other_account: Account, program: Program, theirs: Item, query: str
) -> None:
    new_item(account, "SECRET", item_type=ItemType.EQUIPMENT)
    new_item(other_account, "INSIDE", parent=theirs)
    assert codes(program.get("/api/items?" + query.format(pk=theirs.pk))) == []


@pytest.mark.parametrize("name", ["id_parent", "code_parent_location", "location_code"])
def test_R103_nothing_can_be_put_into_what_is_theirs(
    account: Account, program: Program, theirs: Item, name: str
) -> None:
    value = theirs.pk if name == "id_parent" else theirs.code
    new_item(account, "OURS")
    assert program.put("/api/items/OURS", {name: value}).status_code == 400
    assert Item.objects.get(code="OURS").parent is None


def test_R104_a_user_of_another_account_sees_their_own(account: Account, carla: User) -> None:
    new_item(account, "OURS")
    assert carla.account is not None
    new_item(carla.account, "THEIRS")
    assert codes(Program(user_token(carla)).get("/api/items")) == ["THEIRS"]


def test_R103_the_account_comes_from_the_credential_alone(
    account: Account, other_account: Account, program: Program
) -> None:
    new_item(account, "OURS")
    headers = {"X-Account": str(other_account.pk), "Host": "molinos.example", "X-Forwarded-Host": "molinos.example"}
    assert codes(program.get(f"/api/items?account={other_account.pk}", **headers)) == ["OURS"]
