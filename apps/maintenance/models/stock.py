"""Stock: how much of a part or tool a warehouse has, and what one of it is worth."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.models import AccountOwned, AccountQuerySet
from apps.common.ownership import errors_of_strangers
from apps.maintenance.models.costed import Costed
from apps.maintenance.models.item import Item
from apps.maintenance.models.warehouse import Warehouse

NOT_NEGATIVE = [MinValueValidator(0)]


class StockQuerySet(AccountQuerySet["Stock"]):
    def for_api(self, account: Account) -> Self:
        """The account's stock, warehouse by warehouse, in an order that an index holds ready."""
        return self.of(account).order_by("warehouse_id", "item_id")

    def held(self, item: Item, warehouse: Warehouse) -> Stock | None:
        """The stock of `item` in `warehouse`, which nobody else changes until the transaction ends; None for none."""
        rows = self.of(item.account).filter(item=item, warehouse=warehouse)
        return rows.select_for_update(of=("self",), no_key=True).select_related("item", "warehouse").first()


class Stock(AccountOwned, Costed):
    """An item in a warehouse: at most one row for the two. `location` is the shelf or bin there."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="stocks", verbose_name=_("item"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="stocks", verbose_name=_("warehouse"))
    location = models.CharField(_("place in the warehouse"), max_length=100, blank=True)
    stock = models.DecimalField(_("stock"), max_digits=15, decimal_places=4, default=0, validators=NOT_NEGATIVE)
    unit_cost_stock = models.DecimalField(
        _("unit cost"), max_digits=20, decimal_places=6, default=0, validators=NOT_NEGATIVE
    )
    min_stock_level = models.DecimalField(
        _("minimum"), max_digits=15, decimal_places=4, null=True, blank=True, validators=NOT_NEGATIVE
    )
    max_stock_level = models.DecimalField(
        _("maximum"), max_digits=15, decimal_places=4, null=True, blank=True, validators=NOT_NEGATIVE
    )
    reorder_level = models.DecimalField(
        _("level to order again at"), max_digits=15, decimal_places=4, null=True, blank=True, validators=NOT_NEGATIVE
    )

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stocks")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "warehouse"], name="stock_once_per_warehouse")]
        indexes = [
            models.Index(fields=["account", "warehouse", "item"], name="stock_by_warehouse"),
            models.Index(fields=["account", "item", "warehouse"], name="stock_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item} – {self.warehouse}"

    def clean(self) -> None:
        errors = errors_of_strangers(self) | self._kind_errors() | self._level_errors()
        if errors:
            raise ValidationError(errors)

    def _kind_errors(self) -> dict[str, str]:
        if self.item.item_type in Item.KEPT_IN_STOCK:
            return {}
        return {"item": str(_("Only tools and parts are kept in stock."))}

    def _level_errors(self) -> dict[str, str]:
        lowest, highest = self.min_stock_level, self.max_stock_level
        if lowest is None or highest is None or lowest <= highest:
            return {}
        return {"max_stock_level": str(_("The maximum cannot be below the minimum."))}
