from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules
from apps.company import catalogs

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
        from apps.maintenance import (
            calendar_receivers,  # noqa: F401 - moves what is pending when the calendar changes
            models,
            receivers,  # noqa: F401 - answers whether there are costs
        )

        counting.register(models.Item, "item_type", "active", "available", "location")
        counting.register(models.Meter, "active")
        counting.register(models.MeterReading, "meter_id")
        counting.register(models.Movement, "document")
        counting.register(models.Person, "active")
        counting.register(models.Stock)
        counting.register(models.WorkRequest, "status")
        counting.register(models.Warehouse)
        counting.register(models.WorkTask)
        counting.register(models.Attachment, sums=("size",))
        counting.register(models.ItemDocument)
        counting.register(models.PersonDocument)
        _use_catalogs()


def _use_catalogs() -> None:
    """Which columns take their values from the lists of the account."""
    from apps.maintenance.models import Item, Meter, PlannedTask, WorkRequest, WorkTask

    catalogs.use("priorities", Item, "priorities_description")
    for number in ("", "_1", "_2"):
        catalogs.use(f"groups{number}", Item, f"groups{number}_description")
    for model in (Item, Meter):
        catalogs.use("units", model, "units_description", code="units_code")
    catalogs.use("keywords", Item, "keywords", several=True)
    for catalog, of_plan, of_task in (
        ("task_types", "task_type_main", "tasks_log_task_type_main"),
        ("classifications_1", "task_type", "tasks_log_types_description"),
        ("classifications_2", "task_type_2", "tasks_log_types_2_description"),
    ):
        catalogs.use(catalog, PlannedTask, of_plan)
        catalogs.use(catalog, WorkTask, of_task)
    catalogs.use("failure_types", WorkTask, "types_description")
    catalogs.use("causes", WorkTask, "causes_description")
    catalogs.use("detection_methods", WorkTask, "detection_method_description")
    catalogs.use("severities", WorkTask, "severiry_description")
    catalogs.use("damage_types", WorkTask, "damages_types_description")
    catalogs.use("request_types", WorkRequest, "types_description")
    for number in ("1", "2"):
        catalogs.use(f"request_classifications_{number}", WorkRequest, f"types_{number}_description")
