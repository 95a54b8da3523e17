"""One row of every resource, for the tests that walk all of them."""

from __future__ import annotations

from collections.abc import Callable

from apps.accounts.models import Account
from apps.api.resources.account_archives import ArchiveFileViewSet, ArchiveViewSet
from apps.api.resources.accounts import AccountViewSet
from apps.api.resources.authorizations import AuthorizationViewSet
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.catalog_entries import CatalogEntryViewSet
from apps.api.resources.consumers import ConsumerViewSet
from apps.api.resources.consumers_secrets import ConsumerSecretsViewSet
from apps.api.resources.cost_centres import CostCentreViewSet
from apps.api.resources.documents import DocumentViewSet
from apps.api.resources.documents_files import DocumentFileViewSet
from apps.api.resources.documents_links import DocumentItemViewSet, DocumentPersonViewSet
from apps.api.resources.exchange_rates import ExchangeRateViewSet
from apps.api.resources.holidays import HolidayViewSet
from apps.api.resources.inventories import InventoryViewSet
from apps.api.resources.inventories_adjustment import InventoryAdjustmentViewSet
from apps.api.resources.inventories_associate_warehouse import InventoryAssociateWarehouseViewSet
from apps.api.resources.items import ItemViewSet
from apps.api.resources.meter_reading import EnterReadingViewSet
from apps.api.resources.meter_readings import MeterReadingViewSet
from apps.api.resources.meters import AdvancedMeterViewSet, MeterViewSet
from apps.api.resources.permission_groups import PermissionGroupViewSet
from apps.api.resources.personnel import PersonnelViewSet
from apps.api.resources.tasks_todo import TasksTodoViewSet
from apps.api.resources.taxes import TaxViewSet
from apps.api.resources.third_parties import ThirdPartyViewSet
from apps.api.resources.transactions_log import TransactionViewSet
from apps.api.resources.warehouses import WarehouseViewSet
from apps.api.resources.warehouses_items import WarehouseItemViewSet
from apps.api.resources.work_order_change_status import WorkOrderChangeStatusViewSet
from apps.api.resources.work_orders import WorkOrderViewSet
from apps.api.resources.work_orders_movements import WorkOrderMovementViewSet
from apps.api.resources.work_requests import WorkRequestViewSet
from apps.api.resources.work_requests_attachments import WorkRequestAttachmentViewSet
from apps.api.resources.work_requests_files import WorkRequestFileViewSet
from apps.api.urls import RESOURCES
from apps.audit.actors import Actor, ActorKind
from apps.audit.record import record
from apps.connections.services.authorizations import grant_authorization
from tests.api.helpers import new_item
from tests.archives import new_archive
from tests.calendars import new_holiday
from tests.catalogs import new_entry
from tests.documents import new_document, new_item_document, new_person_document, new_version
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer, new_consumer
from tests.meters import new_attachment, new_meter, new_reading, new_request, new_third_party
from tests.money import new_cost_centre, new_day_of_rates, new_tax
from tests.orders import new_person, new_plan, new_task
from tests.stock import new_movement, new_part, new_stock, new_warehouse

Sample = Callable[[Account, str], object]


def sample_item(account: Account, code: str) -> object:
    return new_item(account, code)


def sample_movement(account: Account, code: str) -> object:
    return new_movement(new_warehouse(account, code), folio=code)


def sample_entry(account: Account, code: str) -> object:
    """In a catalog that no other sample takes a value from."""
    return new_entry(account, "keywords", code[:20])


def sample_consumer(account: Account, code: str) -> object:
    return new_consumer(account, name=code).owner


def sample_authorization(account: Account, code: str) -> object:
    app = new_code_consumer(account, name=code).owner
    user = UserFactory.create(account=account, name=code)
    return grant_authorization(consumer=app, user=user, scopes=["items:view"], by=TESTER)


def sample_group(account: Account, code: str) -> object:
    return GroupFactory.create(account=account, name=code)


def sample_user(account: Account, code: str) -> object:
    return UserFactory.create(account=account, name=code)


def sample_transaction(account: Account, code: str) -> object:
    return record("items.item_created", account=account, actor=Actor(ActorKind.CONSUMER, name=code))


def sample_rate(account: Account, code: str) -> object:
    return new_day_of_rates(account)


def sample_holiday(account: Account, code: str) -> object:
    return new_holiday(account, description=code)


# A function that makes a row in the account, under the code (folio, name …) where the resource goes by one; it gives
# back the row.
SAMPLES: dict[type[ResourceViewSet], Sample] = {
    ItemViewSet: sample_item,
    MeterViewSet: new_meter,
    AdvancedMeterViewSet: new_meter,
    MeterReadingViewSet: new_reading,
    EnterReadingViewSet: new_meter,
    WarehouseViewSet: new_warehouse,
    WarehouseItemViewSet: new_stock,
    InventoryViewSet: new_part,
    InventoryAdjustmentViewSet: new_stock,
    InventoryAssociateWarehouseViewSet: new_stock,
    WorkOrderMovementViewSet: sample_movement,
    WorkOrderViewSet: new_task,
    WorkOrderChangeStatusViewSet: new_task,
    TasksTodoViewSet: new_plan,
    WorkRequestViewSet: new_request,
    WorkRequestAttachmentViewSet: new_attachment,
    WorkRequestFileViewSet: new_attachment,
    ThirdPartyViewSet: new_third_party,
    CatalogEntryViewSet: sample_entry,
    PersonnelViewSet: new_person,
    DocumentViewSet: new_document,
    DocumentFileViewSet: new_version,
    DocumentItemViewSet: new_item_document,
    DocumentPersonViewSet: new_person_document,
    AccountViewSet: sample_user,
    ArchiveViewSet: new_archive,
    ArchiveFileViewSet: new_archive,
    TransactionViewSet: sample_transaction,
    ConsumerViewSet: sample_consumer,
    ConsumerSecretsViewSet: sample_consumer,
    AuthorizationViewSet: sample_authorization,
    PermissionGroupViewSet: sample_group,
    HolidayViewSet: sample_holiday,
    TaxViewSet: new_tax,
    CostCentreViewSet: new_cost_centre,
    ExchangeRateViewSet: sample_rate,
}


def resources() -> list[type[ResourceViewSet]]:
    return [resource for resource in RESOURCES if issubclass(resource, ResourceViewSet)]


def one_of_each(account: Account) -> None:
    for position, make in enumerate(SAMPLES.values()):
        make(account, f"BOMBA-{position}")
