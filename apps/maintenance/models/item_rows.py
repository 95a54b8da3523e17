"""How items are found: by their code, in the tree, by what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, Subquery, Value
from django.db.models.expressions import RawSQL

from apps.accounts.models import Account
from apps.common.models import AccountQuerySet
from apps.maintenance.models.item_description import FIELDS, codes_in, composed_description

if TYPE_CHECKING:
    from apps.maintenance.models.item import Item

# A location with the locations inside it, and an item with all that it stands in. UNION ends a walk that comes back.
BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM maintenance_item WHERE account_id = %s AND item_type = 1 AND code = %s
    UNION
    SELECT item.id FROM maintenance_item item JOIN below ON item.location_id = below.id WHERE item.item_type = 1
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
        own = self.of(account)
        composed = own.filter(description="", code__in=codes_in(text)).values("pk", "code", "description", *FIELDS)
        same = [row["pk"] for row in composed if composed_description(row) == text]
        return own.filter(Q(description=text) | Q(pk__in=same)) if same else own.filter(description=text)

    def above(self, item: Item) -> Self:
        """`item` and everything it stands in."""
        return self.filter(pk__in=RawSQL(ABOVE, (item.pk,)))  # noqa: S611 - constant text

    def at_location(self, account: Account, code: str, *, and_below: bool) -> Self:
        """Items whose nearest location is the one with `code`; `and_below` adds those of the locations inside it."""
        if and_below:
            return self.filter(location__in=RawSQL(BELOW, (account.pk, code)))  # noqa: S611 - constant text
        # Its key and not a join: then an index has the rows in their order.
        found = self.model._default_manager.filter(account=account, code=code)
        return self.filter(location=Subquery(found.values("pk")[:1]))

    def in_location(self, account: Account, code: str) -> Self:
        """The location with `code`, the locations inside it, and everything that stands in one of them."""
        below = RawSQL(BELOW, (account.pk, code))  # noqa: S611 - constant text
        return self.filter(Q(pk__in=below) | Q(location__in=below))
