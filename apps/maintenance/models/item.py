"""Items: the places, machines, tools and parts that a company maintains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Account
from apps.common.codes import once_per_account, validate_code
from apps.common.models import AccountOwned, AccountQuerySet

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

FIELDS = tuple(f"field_{number}" for number in range(1, 7))


def composed_description(row: Mapping[str, str], prefix: str = "") -> str:
    """What an item is called in full: as it was described, else its fields and its code in braces."""
    if row[f"{prefix}description"]:
        return row[f"{prefix}description"]
    known = [row[prefix + name] for name in FIELDS]
    return " ".join([*filter(None, known), f"{{ {row[f'{prefix}code']} }}"])


class ItemType(models.IntegerChoices):
    LOCATION = 1, _("Location")
    EQUIPMENT = 2, _("Equipment")
    TOOL = 3, _("Tool")
    PART = 4, _("Part")
    DIGITAL = 5, _("Digital")


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

    def above(self, item: Item) -> Self:
        """`item` and everything it stands in."""
        return self.filter(pk__in=RawSQL(ABOVE, (item.pk,)))  # noqa: S611 - constant text

    def at_location(self, account: Account, code: str, *, and_below: bool) -> Self:
        """Items whose nearest location is the one with `code`; `and_below` adds those of the locations inside it."""
        if and_below:
            return self.filter(location__in=RawSQL(BELOW, (account.pk, code)))  # noqa: S611 - constant text
        # Its key and not a join: then an index has the rows in their order.
        return self.filter(location=Subquery(Item.objects.of(account).filter(code=code).values("pk")[:1]))

    def in_location(self, account: Account, code: str) -> Self:
        """The location with `code`, the locations inside it, and everything that stands in one of them."""
        below = RawSQL(BELOW, (account.pk, code))  # noqa: S611 - constant text
        return self.filter(Q(pk__in=below) | Q(location__in=below))


class Item(AccountOwned):
    """A place, a machine, a tool, a part or a digital asset, in one tree.

    `parent` is what it stands in or belongs to. `location` is the nearest location among its ancestors, kept by the
    services so that a list needs no walk up the tree. What field_1 … field_6 mean depends on the type (field_1: name).
    """

    code = models.CharField(_("code"), max_length=100, validators=[validate_code])
    item_type = models.PositiveSmallIntegerField(_("type"), choices=ItemType.choices)
    description = models.CharField(_("description"), max_length=255, blank=True)
    field_1 = models.CharField(_("name"), max_length=255)
    field_2 = models.CharField(_("field 2"), max_length=255, blank=True)
    field_3 = models.CharField(_("field 3"), max_length=255, blank=True)
    field_4 = models.CharField(_("field 4"), max_length=255, blank=True)
    field_5 = models.CharField(_("field 5"), max_length=255, blank=True)
    field_6 = models.CharField(_("field 6"), max_length=255, blank=True)
    active = models.BooleanField(_("active"), default=True)
    available = models.BooleanField(_("available"), default=True)
    barcode = models.CharField(_("bar code"), max_length=100, blank=True)
    notes = models.TextField(_("notes"), blank=True, validators=[MaxLengthValidator(4000)])
    weight = models.DecimalField(_("weight"), max_digits=12, decimal_places=3, null=True, blank=True)
    is_serial_control = models.BooleanField(_("controlled by serial number"), default=False)
    groups_description = models.CharField(_("group"), max_length=120, blank=True)
    groups_1_description = models.CharField(_("second group"), max_length=120, blank=True)
    groups_2_description = models.CharField(_("third group"), max_length=120, blank=True)
    units_code = models.CharField(_("unit code"), max_length=20, blank=True)
    units_description = models.CharField(_("unit"), max_length=80, blank=True)
    priorities_description = models.CharField(_("priority"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    location = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="contents",
        verbose_name=_("location"),
    )  # fmt: skip
    initial_date_out_of_service = models.DateTimeField(_("out of service since"), null=True, blank=True)
    last_final_date_available = models.DateTimeField(_("last back in service"), null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    KEPT_IN_STOCK: ClassVar = (ItemType.TOOL, ItemType.PART)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["code"]
        constraints = [
            once_per_account("item_code_once_per_account", _("An item with this code exists already.")),
        ]
        indexes = [
            models.Index(fields=["account", "item_type", "code"], name="item_by_type"),
            models.Index(fields=["account", "location", "code"], name="item_by_location"),
            *(models.Index(fields=["account", name, "code"], name=f"item_by_{name}") for name in FIELDS),
            models.Index(fields=["account", "code"], condition=Q(active=False), name="item_not_active"),
            models.Index(fields=["account", "code"], condition=Q(available=False), name="item_not_available"),
            models.Index(fields=["account", "code"], condition=Q(item_type__in=(3, 4)), name="item_kept_in_stock"),
        ]

    def __str__(self) -> str:
        return f"{self.field_1} ({self.code})"

    @property
    def nearest_location(self) -> Item | None:
        """What `location` must be, going by the parent."""
        if self.parent is None or self.parent.item_type == ItemType.LOCATION:
            return self.parent
        return self.parent.location

    def clean(self) -> None:
        errors = self._unit_errors() | self._parent_errors()
        if errors:
            raise ValidationError(errors)

    def _unit_errors(self) -> dict[str, str]:
        if self.item_type not in self.KEPT_IN_STOCK:
            return {}
        missing = [name for name in ("units_code", "units_description") if not getattr(self, name)]
        return dict.fromkeys(missing, str(_("A tool or part needs its unit.")))

    def _parent_errors(self) -> dict[str, str]:
        if self.parent is None:
            return {}
        if self.parent.account_id != self.account_id:
            return {"parent": str(_("This parent does not exist."))}
        if self.item_type == ItemType.LOCATION and self.parent.item_type != ItemType.LOCATION:
            return {"parent": str(_("A location can only be inside another location."))}
        if self.pk and Item.objects.above(self.parent).filter(pk=self.pk).exists():
            return {"parent": str(_("An item cannot be inside itself."))}
        return {}
