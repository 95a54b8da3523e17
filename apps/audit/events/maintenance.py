"""What happens to what is maintained: items, meters, warehouses, work orders and the like."""

from django.utils.translation import gettext_lazy

from apps.audit.events.event import Event

EVENTS: dict[str, Event] = {
    "items.item_created": Event("add", gettext_lazy("The item %(target)s was created.")),
    "items.item_changed": Event("edit", gettext_lazy("The item %(target)s was changed.")),
    "personnel.person_created": Event("add", gettext_lazy("The person %(target)s was created.")),
    "tasks_todo.task_planned": Event("add", gettext_lazy("The task %(target)s was planned.")),
    "work_orders.work_order_created": Event("add", gettext_lazy("The work order %(target)s was created.")),
    "work_orders.work_order_changed": Event("edit", gettext_lazy("The work order %(target)s was changed.")),
    "work_orders.task_changed": Event("edit", gettext_lazy("A task of a work order was changed: %(target)s.")),
    "work_orders.status_changed": Event("edit", gettext_lazy("The status of the work order %(target)s was changed.")),
    "meters.meter_created": Event("add", gettext_lazy("The meter %(target)s was created.")),
    "meters.reading_added": Event("add", gettext_lazy("A reading of the meter %(target)s was entered.")),
    "work_requests.request_created": Event("add", gettext_lazy("The work request %(target)s was created.")),
    "work_requests.request_changed": Event("edit", gettext_lazy("The work request %(target)s was changed.")),
    "work_requests.file_attached": Event("add", gettext_lazy("A file was added to a work request: %(target)s.")),
    "work_requests.file_changed": Event("edit", gettext_lazy("A file of a work request was changed: %(target)s.")),
    "work_requests.file_refused": Event("refuse", gettext_lazy("A file for a work request was refused.")),
    "warehouses.warehouse_created": Event("add", gettext_lazy("The warehouse %(target)s was created.")),
    "inventories.item_associated": Event("add", gettext_lazy("An item is now kept in a warehouse: %(target)s.")),
    "inventories.stock_adjusted": Event("edit", gettext_lazy("The stock of an item was adjusted: %(target)s.")),
}
