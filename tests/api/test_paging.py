"""Every list, page by page: each row once, in one order, with a true total, also while rows are being added."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Account
from apps.api.resources.base import ResourceViewSet
from apps.common import counting
from tests.api.helpers import Program, new_item
from tests.api.samples import SAMPLES, resources
from tests.api.test_tenancy import everything  # noqa: F401 - a fixture

LISTS = [resource for resource in resources() if "get" in resource.collection]
ROWS, SIZE = 5, 2
Rows = list[dict[str, Any]]


class Reader:
    """Reads a list of `resource` a page at a time."""

    def __init__(self, program: Program, resource: type[ResourceViewSet]) -> None:
        self.program, self.path = program, f"/api/{resource.names[0]}"

    def page(self, start: int, limit: int) -> tuple[Rows, int]:
        body = self.program.get(f"{self.path}?start={start}&limit={limit}").json()
        return body["data"], body["total"]

    def whole(self) -> Rows:
        return self.page(0, 100)[0]


@pytest.mark.parametrize("resource", LISTS)
def test_paging_gives_every_row_once_and_the_true_total_also_while_rows_are_added(
    account: Account,
    everything: Program,  # noqa: F811
    resource: type[ResourceViewSet],
) -> None:
    make, reader = SAMPLES[resource], Reader(everything, resource)
    for number in range(ROWS):
        make(account, f"BOMBA-{number}")
    # A program that reads its own log, or the list of consumers, is in it.
    before = reader.whole()
    first, total = reader.page(0, SIZE)
    assert (first, total) == (before[:SIZE], len(before))
    make(account, "ZZZ")
    after = reader.whole()
    read = first
    while len(read) < len(after):
        rows, total = reader.page(len(read), SIZE)
        assert total == len(after)
        assert rows == after[len(read) : len(read) + SIZE]
        read = read + rows
    if after[: len(before)] == before:
        assert read == after
    assert reader.page(len(after), SIZE) == ([], len(after))


@pytest.mark.parametrize("resource", [resource for resource in LISTS if resource.lists_all])
def test_a_total_that_is_kept_is_the_one_that_counting_gives(
    account: Account, other_account: Account, resource: type[ResourceViewSet]
) -> None:
    for number in range(3):
        SAMPLES[resource](account, f"BOMBA-{number}")
    SAMPLES[resource](other_account, "BOMBA-0")
    rows = resource.model._default_manager.for_api(account)  # type: ignore[attr-defined]
    assert counting.total(resource.model, account, {}) == rows.count() > 2


def test_what_is_kept_is_not_counted(account: Account, program: Program) -> None:
    for number in range(3):
        new_item(account, f"BOMBA-{number}")
    with CaptureQueriesContext(connection) as found:
        assert program.get("/api/items?limit=2").json()["total"] == 3
    assert not [query["sql"] for query in found if query["sql"].startswith("SELECT COUNT(")]
