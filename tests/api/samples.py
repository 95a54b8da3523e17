"""One row of every resource, for the tests that walk all of them."""

from __future__ import annotations

from collections.abc import Callable

from apps.accounts.models import Account
from apps.api.resources.accounts import AccountViewSet
from apps.api.resources.authorizations import AuthorizationViewSet
from apps.api.resources.base import ResourceViewSet
from apps.api.resources.consumers import ConsumerViewSet
from apps.api.resources.consumers_secrets import ConsumerSecretsViewSet
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
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer, new_consumer
from tests.meters import new_attachment, new_meter, new_reading, new_request, new_third_party
from tests.orders import new_person, new_plan, new_task
from tests.stock import new_movement, new_part, new_stock, new_warehouse

Sample = Callable[[Account, str], object]


def sample_item(account: Account, code: str) -> object:
    return new_item(account, code)


def sample_movement(account: Account, code: str) -> object:
    return new_movement(new_warehouse(account, code), folio=code)


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
    PersonnelViewSet: new_person,
    AccountViewSet: sample_user,
    TransactionViewSet: sample_transaction,
    ConsumerViewSet: sample_consumer,
    ConsumerSecretsViewSet: sample_consumer,
    AuthorizationViewSet: sample_authorization,
    PermissionGroupViewSet: sample_group,
}


def resources() -> list[type[ResourceViewSet]]:
    return [resource for resource in RESOURCES if issubclass(resource, ResourceViewSet)]


def one_of_each(account: Account) -> None:
    for position, make in enumerate(SAMPLES.values()):
        make(account, f"BOMBA-{position}")
