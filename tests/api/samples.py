"""One row of every resource, for the tests that walk all of them."""

from __future__ import annotations

from collections.abc import Callable

from apps.accounts.models import Account
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.items import ItemViewSet
from apps.api.urls import RESOURCES
from tests.api.helpers import new_item

Sample = Callable[[Account, str], object]


def sample_item(account: Account, code: str) -> object:
    return new_item(account, code)


# A function that makes a row in the account, under the code (folio, name …) where the resource goes by one; it gives
# back the row.
SAMPLES: dict[type[ResourceViewSet], Sample] = {
    ItemViewSet: sample_item,
}


def resources() -> list[type[ResourceViewSet]]:
    return [resource for resource in RESOURCES if issubclass(resource, ResourceViewSet)]


def one_of_each(account: Account) -> None:
    for position, make in enumerate(SAMPLES.values()):
        make(account, f"BOMBA-{position}")
