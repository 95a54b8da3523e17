"""Items: the places, machines, tools and parts that a company maintains."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.codes import once_per_account, validate_code
from apps.common.models import AccountOwned
from apps.maintenance.models.item_description import FIELDS
from apps.maintenance.models.item_rows import ItemQuerySet

INDEXED = (*FIELDS, "description", "barcode")


class ItemType(models.IntegerChoices):
    LOCATION = 1, _("Location")
    EQUIPMENT = 2, _("Equipment")
    TOOL = 3, _("Tool")
    PART = 4, _("Part")
    DIGITAL = 5, _("Digital")


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
    keywords = models.CharField(
        _("keywords"), max_length=255, blank=True, help_text=_("Keywords, with commas between them")
    )
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
            *(models.Index(fields=["account", name, "code"], name=f"item_by_{name}") for name in INDEXED),
            models.Index(fields=["account", "parent", "code"], name="item_by_parent"),
            models.Index(fields=["account", "active", "code"], name="item_by_active"),
            models.Index(fields=["account", "available", "code"], name="item_by_available"),
            models.Index(fields=["account", "code"], condition=Q(item_type__in=(3, 4)), name="item_kept_in_stock"),
            models.Index(fields=["location", "item_type"], name="item_inside"),
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
