"""Items with as many fields as ours show."""

from __future__ import annotations

from django.db import models


class Item(models.Model):
    code = models.CharField(max_length=100, unique=True)
    id_type_item = models.PositiveSmallIntegerField(default=2)
    items_types_description = models.CharField(max_length=80, default="EQUIPMENTS")
    active = models.BooleanField(default=True)
    available = models.BooleanField(default=True)
    description = models.CharField(max_length=255, blank=True)
    field_1 = models.CharField(max_length=255)
    field_2 = models.CharField(max_length=255, blank=True)
    field_3 = models.CharField(max_length=255, blank=True)
    field_4 = models.CharField(max_length=255, blank=True)
    field_5 = models.CharField(max_length=255, blank=True)
    field_6 = models.CharField(max_length=255, blank=True)
    barcode = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)
    weight = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    is_serial_control = models.BooleanField(default=False)
    groups_description = models.CharField(max_length=120, blank=True)
    groups_1_description = models.CharField(max_length=120, blank=True)
    groups_2_description = models.CharField(max_length=120, blank=True)
    units_code = models.CharField(max_length=20, blank=True)
    units_description = models.CharField(max_length=80, blank=True)
    priorities_description = models.CharField(max_length=80, blank=True)
    parent_description = models.CharField(max_length=255, blank=True)
    location_code = models.CharField(max_length=100, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True)
    id_company = models.PositiveIntegerField(default=477)
    initial_date_out_of_service = models.DateTimeField(null=True)
    last_final_date_available = models.DateTimeField(null=True)

    objects: models.Manager[Item] = models.Manager()

    class Meta:
        app_label = "plain_toolkit"

    def __str__(self) -> str:
        return self.code
