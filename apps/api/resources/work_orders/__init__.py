"""/work_orders: one row for each task of each order."""

from apps.api.resources.work_orders.resource import WorkOrderViewSet

__all__ = ["WorkOrderViewSet"]
