"""Nothing of another account is read, counted, changed or pointed at."""

from collections.abc import Iterator

import pytest

from apps.accounts.models import Account, User
from apps.api.resources.base import ResourceViewSet
from apps.api.urls import RESOURCES
from apps.maintenance.models import Item, ItemType
from tests.api.helpers import Program, codes, new_item, user_token

READABLE = [resource for resource in RESOURCES if issubclass(resource, ResourceViewSet)]


@pytest.fixture
def theirs(other_account: Account) -> Item:
    return new_item(other_account, "SECRET", item_type=ItemType.LOCATION, notes="ajeno")


def addresses(resource: type[ResourceViewSet], item: Item) -> Iterator[tuple[str, str]]:
    for name in resource.names:
        yield "GET", f"/api/{name}/{item.code}"
        yield "PUT", f"/api/{name}/{item.code}"
        yield "PUT", f"/api/{name}?id_fracttal={item.pk}"


@pytest.mark.parametrize("resource", READABLE)
def test_R096_R102_rows_of_another_account_are_404_under_every_address(
    program: Program, theirs: Item, resource: type[ResourceViewSet]
) -> None:
    for method, path in addresses(resource, theirs):
        response = program.call(method, path, {"notes": "mío"} if method == "PUT" else None)
        assert response.status_code == 404, path
        assert "ajeno" not in response.content.decode()
    theirs.refresh_from_db()
    assert theirs.notes == "ajeno"


@pytest.mark.parametrize("resource", READABLE)
def test_R102_lists_neither_hold_nor_count_rows_of_another_account(
    account: Account, program: Program, theirs: Item, resource: type[ResourceViewSet]
) -> None:
    new_item(account, "OURS")
    for name in resource.names:
        for query in ("", f"?id={theirs.pk}", "?code=SECRET", "?start=1"):
            body = program.get(f"/api/{name}{query}").json()
            assert "SECRET" not in [row["code"] for row in body["data"]]
            assert body["total"] == (0 if "id=" in query or "code=" in query else 1)


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
