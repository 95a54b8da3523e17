"""Every resource answers with and without a slash at the end, and never with a redirect."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, re_path

from apps.api.door import Door
from apps.api.guide.views import GuideView
from apps.api.resources.account import AccountFactsViewSet
from apps.api.resources.account_archives import ArchiveFileViewSet, ArchiveViewSet
from apps.api.resources.accounts import AccountViewSet
from apps.api.resources.api_key import ApiKeyViewSet
from apps.api.resources.authorizations import AuthorizationViewSet
from apps.api.resources.business_calendar import BusinessCalendarViewSet
from apps.api.resources.catalog_entries import CatalogEntryViewSet
from apps.api.resources.catalogs import CatalogViewSet
from apps.api.resources.consumers import ConsumerViewSet
from apps.api.resources.consumers_secrets import ConsumerSecretsViewSet
from apps.api.resources.cost_centres import CostCentreViewSet
from apps.api.resources.documents import DocumentViewSet
from apps.api.resources.documents_files import DocumentFileViewSet
from apps.api.resources.documents_links import DocumentItemViewSet, DocumentPersonViewSet
from apps.api.resources.exchange_rates import ExchangeRateViewSet
from apps.api.resources.financial import FinancialViewSet
from apps.api.resources.general import GeneralViewSet
from apps.api.resources.guest_portal import GuestPortalViewSet
from apps.api.resources.holidays import HolidayViewSet
from apps.api.resources.inventories import InventoryViewSet
from apps.api.resources.inventories_adjustment import InventoryAdjustmentViewSet
from apps.api.resources.inventories_associate_warehouse import InventoryAssociateWarehouseViewSet
from apps.api.resources.items import ItemViewSet
from apps.api.resources.me import MeViewSet
from apps.api.resources.meter_reading import EnterReadingViewSet
from apps.api.resources.meter_readings import MeterReadingViewSet
from apps.api.resources.meters import AdvancedMeterViewSet, MeterViewSet
from apps.api.resources.modules import ModuleViewSet
from apps.api.resources.permission_groups import PermissionGroupViewSet
from apps.api.resources.personnel import PersonnelViewSet
from apps.api.resources.security import SecurityViewSet
from apps.api.resources.single_sign_on import SingleSignOnViewSet
from apps.api.resources.tasks_todo import TasksTodoViewSet
from apps.api.resources.taxes import TaxViewSet
from apps.api.resources.third_parties import ThirdPartyViewSet
from apps.api.resources.transactions_log import TransactionViewSet
from apps.api.resources.unknown import UnknownViewSet
from apps.api.resources.warehouses import WarehouseViewSet
from apps.api.resources.warehouses_items import WarehouseItemViewSet
from apps.api.resources.work_order_change_status import WorkOrderChangeStatusViewSet
from apps.api.resources.work_orders import WorkOrderViewSet
from apps.api.resources.work_orders_movements import WorkOrderMovementViewSet
from apps.api.resources.work_requests import WorkRequestViewSet
from apps.api.resources.work_requests_attachments import WorkRequestAttachmentViewSet
from apps.api.resources.work_requests_files import WorkRequestFileViewSet
from apps.api.schema.pages import DocsView, RedirectView
from apps.api.schema.views import SchemaViewSet

RESOURCES: tuple[type[Door], ...] = (
    ItemViewSet,
    MeterViewSet,
    AdvancedMeterViewSet,
    MeterReadingViewSet,
    EnterReadingViewSet,
    InventoryViewSet,
    InventoryAdjustmentViewSet,
    InventoryAssociateWarehouseViewSet,
    WarehouseViewSet,
    WarehouseItemViewSet,
    WorkOrderMovementViewSet,
    WorkOrderViewSet,
    WorkOrderChangeStatusViewSet,
    TasksTodoViewSet,
    WorkRequestViewSet,
    WorkRequestAttachmentViewSet,
    WorkRequestFileViewSet,
    PersonnelViewSet,
    ThirdPartyViewSet,
    CatalogViewSet,
    CatalogEntryViewSet,
    DocumentViewSet,
    DocumentFileViewSet,
    DocumentItemViewSet,
    DocumentPersonViewSet,
    AccountViewSet,
    TransactionViewSet,
    ConsumerViewSet,
    ConsumerSecretsViewSet,
    AuthorizationViewSet,
    PermissionGroupViewSet,
    GuestPortalViewSet,
    ApiKeyViewSet,
    SecurityViewSet,
    SingleSignOnViewSet,
    GeneralViewSet,
    ModuleViewSet,
    FinancialViewSet,
    TaxViewSet,
    ExchangeRateViewSet,
    CostCentreViewSet,
    AccountFactsViewSet,
    ArchiveViewSet,
    ArchiveFileViewSet,
    BusinessCalendarViewSet,
    HolidayViewSet,
    MeViewSet,
)


def patterns_of(resource: type[Door]) -> Iterator[URLPattern]:
    """The collection and its members; a code may hold any character, so that everything is answered here."""
    for name in resource.names:
        if resource.collection:
            yield re_path(rf"^{name}/?\Z", resource.as_view(resource.collection, detail=False), name=name)
        if resource.member:
            one = resource.as_view(resource.member, detail=True)
            yield re_path(rf"^{name}/(?P<code>[\s\S]+?)/?\Z", one, name=f"{name}-one")


nothing = UnknownViewSet.as_view({"get": "refuse"})

urlpatterns = [
    *(pattern for resource in (*RESOURCES, SchemaViewSet) for pattern in patterns_of(resource)),
    re_path(r"^docs/?\Z", DocsView.as_view(), name="docs"),
    re_path(r"^docs/oauth2-redirect/?\Z", RedirectView.as_view(), name="docs-redirect"),
    re_path(r"^guide/?\Z", GuideView.as_view(resources=RESOURCES), name="guide"),
    re_path(r"", nothing, name="unknown"),
]
