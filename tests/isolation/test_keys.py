"""A row never points to a row of another account: every foreign key between rows of accounts, found by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation

from apps.accounts import services as accounts
from apps.accounts.models import Account, Role
from apps.api.resources.base import ResourceViewSet
from apps.api.urls import RESOURCES
from apps.connections.services import consumers
from apps.connections.services.authorizations import OtherAccount, grant_authorization
from apps.maintenance.models import ItemType
from apps.maintenance.services.documents import attach_to_item, attach_to_person
from apps.maintenance.services.items import create_item, update_item
from apps.maintenance.services.meters import create_meter
from apps.maintenance.services.plans import create_planned_task
from apps.maintenance.services.stock import associate_item
from apps.maintenance.services.work_orders import update_work_order
from apps.maintenance.services.work_requests import update_request
from tests.api.helpers import new_item
from tests.documents import new_document
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer, new_consumer
from tests.meters import new_meter, new_request
from tests.orders import new_order, new_person, new_plan
from tests.stock import new_movement, new_part, new_warehouse
from tests.test_isolation import TO_ACCOUNT, our_models

pytestmark = pytest.mark.django_db


def consumer_with_their_group(ours: Account, theirs: Account) -> None:
    consumers.update_consumer(
        consumer=new_consumer(ours).owner, permission_group=GroupFactory.create(account=theirs), by=TESTER
    )


def user_with_their_group(ours: Account, theirs: Account) -> None:
    group = GroupFactory.create(account=theirs)
    user = UserFactory.create(account=ours)
    accounts.update_user(user=user, role=Role.CUSTOM, permission_group=group, by=TESTER)


def consent_of_their_user(ours: Account, theirs: Account) -> None:
    consumer = new_code_consumer(ours).owner
    grant_authorization(consumer=consumer, user=UserFactory.create(account=theirs), scopes=["items:view"], by=TESTER)


def item_in_their_location(ours: Account, theirs: Account) -> None:
    parent = new_item(theirs, "LOC", item_type=ItemType.LOCATION)
    create_item(account=ours, by=TESTER, code="EQ-1", item_type=ItemType.EQUIPMENT, field_1="Bomba", parent=parent)


def item_moved_to_their_location(ours: Account, theirs: Account) -> None:
    parent = new_item(theirs, "LOC", item_type=ItemType.LOCATION)
    update_item(item=new_item(ours), parent=parent, by=TESTER)


def their_item_in_our_warehouse(ours: Account, theirs: Account) -> None:
    associate_item(item=new_part(theirs), warehouse=new_warehouse(ours), by=TESTER)


def our_item_in_their_warehouse(ours: Account, theirs: Account) -> None:
    associate_item(item=new_part(ours), warehouse=new_warehouse(theirs), by=TESTER)


def their_item_out_of_our_warehouse(ours: Account, theirs: Account) -> None:
    new_movement(new_warehouse(ours), new_part(theirs))


def order_of_their_person(ours: Account, theirs: Account) -> None:
    new_order(ours, responsible=new_person(theirs))


def order_in_their_order(ours: Account, theirs: Account) -> None:
    update_work_order(order=new_order(ours), parent=new_order(theirs), by=TESTER)


def task_on_their_item(ours: Account, theirs: Account) -> None:
    new_order(ours, new_item(theirs))


def task_moved_to_their_item(ours: Account, theirs: Account) -> None:
    order = new_order(ours)
    update_work_order(order=order, task=order.tasks.get(), task_fields={"item": new_item(theirs)}, by=TESTER)


def task_planned_on_their_item(ours: Account, theirs: Account) -> None:
    create_planned_task(account=ours, item=new_item(theirs), description="Engrasar", by=TESTER)


def task_planned_by_their_meter(ours: Account, theirs: Account) -> None:
    new_plan(ours, meter=new_meter(theirs), every_value=100)


def order_of_their_plan(ours: Account, theirs: Account) -> None:
    new_order(ours, planned=[new_plan(theirs).pk])


def meter_on_their_item(ours: Account, theirs: Account) -> None:
    create_meter(account=ours, item=new_item(theirs), description="Horómetro", units_code="HRS", by=TESTER)


def request_about_their_item(ours: Account, theirs: Account) -> None:
    update_request(request=new_request(ours), item=new_item(theirs), by=TESTER)


def request_of_their_person(ours: Account, theirs: Account) -> None:
    new_request(ours, person=new_person(theirs))


def request_brought_on_by_their_person(ours: Account, theirs: Account) -> None:
    update_request(request=new_request(ours), status=2, status_person=new_person(theirs), by=TESTER)


def document_at_their_item(account: Account, other_account: Account) -> None:
    attach_to_item(document=new_document(account), item=new_item(other_account), by=TESTER)


def document_at_their_person(account: Account, other_account: Account) -> None:
    attach_to_person(document=new_document(account), person=new_person(other_account, "P-9"), by=TESTER)


# Where somebody chooses the other row: what happens when it is another account's.
CHOSEN: dict[str, tuple[Callable[[Account, Account], None], ...]] = {
    "accounts.User.permission_group": (user_with_their_group,),
    "connections.Authorization.user": (consent_of_their_user,),
    "connections.Consumer.permission_group": (consumer_with_their_group,),
    "maintenance.ItemDocument.item": (document_at_their_item,),
    "maintenance.PersonDocument.person": (document_at_their_person,),
    "maintenance.Item.parent": (item_in_their_location, item_moved_to_their_location),
    "maintenance.Meter.item": (meter_on_their_item,),
    "maintenance.MovementLine.item": (their_item_out_of_our_warehouse,),
    "maintenance.PlannedTask.item": (task_planned_on_their_item,),
    "maintenance.PlannedTask.meter": (task_planned_by_their_meter,),
    "maintenance.Stock.item": (their_item_in_our_warehouse,),
    "maintenance.Stock.warehouse": (our_item_in_their_warehouse,),
    "maintenance.WorkOrder.parent": (order_in_their_order,),
    "maintenance.WorkOrder.responsible": (order_of_their_person,),
    "maintenance.WorkRequest.item": (request_about_their_item,),
    "maintenance.WorkRequest.person": (request_of_their_person,),
    "maintenance.WorkRequest.status_person": (request_brought_on_by_their_person,),
    "maintenance.WorkTask.item": (task_on_their_item, task_moved_to_their_item),
    "maintenance.WorkTask.planned_task": (order_of_their_plan,),
}
# Where nobody does: the row is made from the other one, by what says so in a few words.
MADE_FROM_IT = {
    "accounts.Archive.asker": "whoever asks for it",
    "accounts.ArchiveFile.archive": "the archive that it is",
    "accounts.CodeFactor.user": "whoever sets it up",
    "accounts.OldPassword.user": "whoever had it",
    "accounts.Session.user": "whoever signs in",
    "accounts.SignOnDomain.single_sign_on": "the settings that it is a part of",
    "company.CatalogEntry.catalog": "the catalog of the account that is asked, found by its name",
    "connections.AccessToken.application": "the consumer that asks",
    "connections.AccessToken.authorization": "the consent it is issued from",
    "connections.AccessToken.user": "the user of the consent",
    "connections.ApiSecret.api_key": "the key that is rotated",
    "connections.ApiSecret.created_by": "whoever rotates",
    "connections.Authorization.consumer": "the consumer that asks",
    "connections.AuthorizationCode.application": "the consumer that asks",
    "connections.AuthorizationCode.authorization": "the consent it is issued from",
    "connections.AuthorizationCode.user": "the user of the consent",
    "connections.Consumer.created_by": "whoever makes it",
    "connections.Authorization.revoked_by": "whoever revokes",
    "connections.ConsumerSecret.consumer": "the consumer that is rotated",
    "connections.ConsumerSecret.created_by": "whoever rotates",
    "connections.HawkNonce.api_key": "the key that signed",
    "connections.PermissionUse.authorization": "the consent it was used by",
    "connections.PermissionUse.consumer": "the consumer that used it",
    "connections.PushedRequest.consumer": "the consumer that asks",
    "connections.Refusal.consumer": "the consumer that was refused",
    "connections.RefreshToken.application": "the consumer that asks",
    "connections.RefreshToken.authorization": "the consent it is issued from",
    "connections.RefreshToken.user": "the user of the consent",
    "connections.SpentIdentifier.consumer": "the consumer that asks",
    "company.Document.current": "the version that is added to it",
    "company.DocumentVersion.document": "the document that it is a version of",
    "maintenance.ItemDocument.document": "the document that is looked up in the account of whoever attaches it",
    "maintenance.PersonDocument.document": "the document that is looked up in the account of whoever attaches it",
    "maintenance.Attachment.request": "the request that it is attached to",
    "maintenance.Item.location": "the parent's",
    "maintenance.MeterReading.meter": "the meter that was read",
    "maintenance.Movement.source": "the warehouse whose account it is written in",
    "maintenance.MovementLine.movement": "the movement that it is a line of",
    "maintenance.PlannedTask.work_order": "the order that takes it",
    "maintenance.WorkTask.work_order": "the order that it is opened with",
}


def keys_between_rows_of_accounts() -> Iterator[str]:
    owned = {model for model in our_models() if TO_ACCOUNT[model._meta.label] not in (None, "pk")}
    for model in owned:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model in owned:
                yield f"{model._meta.label}.{field.name}"


def test_R103_every_key_between_rows_of_accounts_is_in_a_table() -> None:
    assert set(keys_between_rows_of_accounts()) == {*CHOSEN, *MADE_FROM_IT}


@pytest.mark.parametrize("attempt", [attempt for attempts in CHOSEN.values() for attempt in attempts])
def test_R103_a_row_of_another_account_cannot_be_pointed_to(
    account: Account, other_account: Account, attempt: Callable[[Account, Account], None]
) -> None:
    with translation.override("en"):
        with pytest.raises((ValidationError, OtherAccount)) as refused:
            attempt(account, other_account)
        assert isinstance(refused.value, OtherAccount) or "does not exist" in str(refused.value)


def test_R103_no_resource_takes_the_account_from_a_body(account: Account, other_account: Account) -> None:
    for resource in RESOURCES:
        if issubclass(resource, ResourceViewSet):
            view: Any = resource()
            assert not {"account", "account_id"} & {*view.form.kinds, *view.form.writes.values(), *view.filters_by_name}
