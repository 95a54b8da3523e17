from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules

MODULES = (
    modules.Module(
        "items",
        _("Items"),
        about=_("Equipment, locations, tools and spare parts: what is maintained, and what it takes."),
    ),
    modules.Module(
        "meters", _("Meters"), about=_("Hour meters, odometers and other counters of the items, with their readings.")
    ),
    modules.Module("warehouses", _("Warehouses"), about=_("The places where spare parts and tools are kept.")),
    modules.Module(
        "inventories", _("Inventories"), about=_("How much of each item is in which warehouse, and what moved.")
    ),
    modules.Module(
        "work_orders",
        _("Work orders"),
        about=_("What is being done or was done, with its tasks, people and resources."),
    ),
    modules.Module(
        "work_requests",
        _("Work requests"),
        about=_("What somebody asked for, until it becomes work or is turned down."),
    ),
    modules.Module("tasks_todo", _("Pending tasks"), about=_("Planned tasks that wait for a work order.")),
    modules.Module("personnel", _("Personnel"), about=_("The technicians and other people who do the work.")),
)


class MaintenanceConfig(AppConfig):
    name = "apps.maintenance"
    verbose_name = _("Maintenance")

    def ready(self) -> None:
        for module in MODULES:
            modules.register(module)
        from apps.common import counting
        from apps.maintenance import models

        counting.register(models.Item, "item_type", "active", "available", "location")
        counting.register(models.Meter, "active")
        counting.register(models.MeterReading, "meter_id")
        counting.register(models.Movement, "document")
        counting.register(models.Person, "active")
        counting.register(models.Stock)
        counting.register(models.WorkRequest, "status")
        counting.register(models.WorkTask)
        counting.register(models.Attachment)
