"""How items are found: by their code, in the tree, by what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Value
from django.db.models.expressions import RawSQL

from apps.accounts.models import Account
from apps.common.models import AccountQuerySet
from apps.maintenance.models.item_description import FIELDS, codes_in, composed_description

if TYPE_CHECKING:
    from apps.maintenance.models.item import Item

# A location with the locations inside it, and an item with all that it stands in. UNION ends a walk that comes back.
# The type goes along, as what SQLite looks up in the index; a constant would make it read all items beforehand.
BELOW = """
WITH RECURSIVE below(id, item_type) AS (
    SELECT id, item_type FROM maintenance_item WHERE account_id = %s AND item_type = 1 AND code = %s
    UNION
    SELECT item.id, item.item_type FROM below JOIN maintenance_item item
    ON item.location_id = below.id AND item.item_type = below.item_type
) SELECT id FROM below
"""
ABOVE = """
WITH RECURSIVE above(id, parent_id) AS (
    SELECT id, parent_id FROM maintenance_item WHERE id = %s
    UNION
    SELECT item.id, item.parent_id FROM maintenance_item item JOIN above ON item.id = above.parent_id
) SELECT id FROM above
"""
# Constant text and no parameters, so that both databases see that the index of these rows is meant.
KEPT_IN_STOCK = "maintenance_item.item_type IN (3, 4)"


class ItemQuerySet(AccountQuerySet["Item"]):
    def for_api(self, account: Account) -> Self:
        """The account's items in a total, stable order: that of their codes, which an index holds ready."""
        return self.of(account).annotate(account_number=Value(account.number)).order_by("code")

    def kept_in_stock(self, account: Account) -> Self:
        """The account's tools and parts, in the same order."""
        is_kept = RawSQL(KEPT_IN_STOCK, (), output_field=models.BooleanField())  # noqa: S611 - constant text
        return self.for_api(account).filter(is_kept)

    def find(self, account: Account, **key: object) -> Item | None:
        """The account's item with this `code` or `pk`, or None."""
        return self.of(account).filter(**key).first()

    def described(self, account: Account, text: str) -> Self:
        """The account's items that are called `text` in full (see composed_description)."""
        composed, described = self.composed(account, text), self.of(account).filter(description=text).order_by()
        # Not with OR: each of the two has an index of its own.
        return described.union(self.filter(pk__in=composed).order_by(), all=True) if composed else described

    def composed(self, account: Account, text: str) -> list[int]:
        """The keys of those that nobody described, and that are called `text` because of their fields and code."""
        own = self.of(account).filter(description="", code__in=codes_in(text))
        return [row["pk"] for row in own.values("pk", "code", "description", *FIELDS)
                if composed_description(row) == text]  # fmt: skip

    def above(self, item: Item) -> Self:
        """`item` and everything it stands in."""
        return self.filter(pk__in=RawSQL(ABOVE, (item.pk,)))  # noqa: S611 - constant text

    def locations_from(self, account: Account, code: str) -> RawSQL:
        """The keys of the location with `code` and of all locations inside it."""
        return RawSQL(BELOW, (account.pk, code))  # noqa: S611 - constant text

    def everything_in(self, account: Account, code: str) -> Self:
        """The location with `code`, the locations inside it, and all that stands in one of them; some of them twice."""
        own, below = self.of(account).order_by(), self.locations_from(account, code)
        return own.filter(location__in=below).union(own.filter(pk__in=below), all=True)
