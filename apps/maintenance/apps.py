from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.accounts import modules

MODULES = (
    modules.Module("items", _("Items")),
    modules.Module("meters", _("Meters")),
    modules.Module("warehouses", _("Warehouses")),
    modules.Module("inventories", _("Inventories")),
    modules.Module("work_orders", _("Work orders")),
    modules.Module("work_requests", _("Work requests")),
    modules.Module("tasks_todo", _("Pending tasks")),
    modules.Module("personnel", _("Personnel")),
)


class MaintenanceConfig(AppConfig):
    name = "apps.maintenance"
    verbose_name = _("Maintenance")

    def ready(self) -> None:
        for module in MODULES:
            modules.register(module)
        from apps.common import counting
        from apps.maintenance.models import Item, Meter, MeterReading, Person, Stock, WorkRequest, WorkTask

        counting.register(Item, "item_type", "active", "available", "location")
        counting.register(Meter, "active")
        counting.register(MeterReading, "meter_id")
        counting.register(Person, "active")
        counting.register(Stock)
        counting.register(WorkRequest, "status")
        counting.register(WorkTask)
