"""The fixtures: plain `loaddata` takes them, they are worth looking at, and nothing in them opens anything."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import Count, F, Max, Min, Sum

from apps.accounts import invitations, usage
from apps.accounts.models import Account, Archive, Logo, PermissionGroup, Role, User
from apps.accounts.services.groups import create_group
from apps.audit import chain
from apps.audit.actors import SYSTEM
from apps.audit.models import AppendOnly, Transaction
from apps.common.files import opened
from apps.common.files.kinds import kind_of
from apps.common.files.store import checksum_of
from apps.common.images import checked
from apps.company import catalogs
from apps.company import models as company
from apps.company.calendar.loading import calendar_of
from apps.company.models import (
    Catalog,
    CatalogEntry,
    CostCentre,
    ExchangeRate,
    GuestPortal,
    Holiday,
    Tax,
    ThirdParty,
    ThirdPartyType,
)
from apps.connections.models import (
    ApiKey,
    ApiSecret,
    Authorization,
    CallAddress,
    CallMeter,
    Consumer,
    ConsumerSecret,
    PermissionUse,
    Refusal,
)
from apps.connections.models.meter import API_KEY, WHOLE_ACCOUNT
from apps.connections.services.permission_uses import Use
from apps.maintenance.counting import accumulated
from apps.maintenance.models import (
    Attachment,
    Document,
    Item,
    ItemDocument,
    ItemType,
    Meter,
    Movement,
    MovementLine,
    MovementState,
    Numbering,
    Person,
    PersonDocument,
    PlannedTask,
    RequestStatus,
    Stock,
    Warehouse,
    WorkOrder,
    WorkOrderStatus,
    WorkRequest,
    WorkTask,
)
from apps.maintenance.services.costs import day_of
from apps.maintenance.services.stock import adjust_stock
from apps.settings.demo_files import put_back_files
from tests.committed import committed

FIXTURES = [str(path) for path in sorted((Path(__file__).resolve().parent.parent / "fixtures").glob("*.json"))]
STOCK = (Warehouse, Stock, Movement, MovementLine)
NOW = datetime(2026, 1, 30, 22, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def fixtures(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with committed(django_db_blocker, lambda: call_command("loaddata", *FIXTURES, verbosity=0)):
        yield


@pytest.fixture
def loaded(fixtures: None, db: None) -> Account:
    return Account.objects.get(number=477)


def test_two_accounts_have_people_in_each_role(loaded: Account) -> None:
    assert set(User.objects.of(loaded).values_list("role", flat=True)) == set(Role.values)
    other = Account.objects.exclude(pk=loaded.pk).get()
    assert other.language != loaded.language
    assert User.objects.of(other).count() >= 2


def test_the_first_account_has_ten_consumers_of_both_grants(loaded: Account) -> None:
    consumers = Consumer.objects.of(loaded)
    assert consumers.count() == 10
    assert set(consumers.values_list("authorization_grant_type", flat=True)) == dict(Consumer.GRANT_TYPES).keys()
    assert consumers.filter(is_enabled=False).count() == 1
    assert [consumer for consumer in consumers if not consumer.is_confidential]
    assert [consumer for consumer in consumers if len(consumer.callback_urls) > 1]


def test_authorizations_show_first_and_last_use_and_one_that_was_revoked(loaded: Account) -> None:
    authorizations = Authorization.objects.of(loaded)
    assert authorizations.filter(revoked_at=None, first_used_at__isnull=False, last_used_from__isnull=False).count() > 5
    assert authorizations.filter(revoked_at=None, first_used_at=None).exists()
    assert authorizations.exclude(revoked_at=None).exists()
    used = authorizations.exclude(first_used_at=None)
    assert used.filter(granted_at__lte=F("first_used_at"), first_used_at__lte=F("last_used_at")).count() == used.count()


def test_310_items_of_every_type_stand_where_their_parents_say(loaded: Account) -> None:
    items = Item.objects.of(loaded).select_related("parent__location", "location")
    assert len(items) == 310
    assert {item.item_type for item in items} == set(ItemType.values)
    assert [item for item in items if item.location != item.nearest_location] == []


def test_four_warehouses_have_stock_and_a_year_of_movements_explains_it_and_goes_on(loaded: Account) -> None:
    assert Warehouse.objects.of(loaded).filter(active=True).count() == 4
    movements = Movement.objects.of(loaded)
    assert movements.count() == 119
    assert set(movements.values_list("document", flat=True)) == set(Document.values)
    assert set(movements.values_list("state", flat=True)) == set(MovementState.values)
    span = movements.aggregate(first=Min("date"), last=Max("date"))
    assert span["last"] - span["first"] > timedelta(days=350)
    folios = set(WorkOrder.objects.of(loaded).values_list("folio", flat=True))
    assert set(movements.exclude(folio_source="").values_list("folio_source", flat=True)) <= folios
    stocks = Stock.objects.of(loaded).select_related("item", "warehouse")
    assert moved(loaded) == {(row.warehouse_id, row.item_id): row.stock for row in stocks}
    adjust_stock(item=stocks[0].item, warehouse=stocks[0].warehouse, by=SYSTEM, stock=1000)
    assert movements.filter(number=120).exists()


def moved(account: Account) -> dict[tuple[int, int], Decimal]:
    """What the movements of each item in each warehouse come to."""
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    lines = MovementLine.objects.of(account).exclude(movement__state=MovementState.CANCELLED)
    for line in lines.select_related("movement"):
        is_taken = line.movement.document == Document.WORK_ORDER
        found[line.movement.source_id, line.item_id] += line.qty_pending - line.qty if is_taken else line.qty
    return found


def test_200_work_orders_of_a_year_in_all_four_states_have_people_and_up_to_three_tasks(loaded: Account) -> None:
    people: Any = Person.objects.for_api(loaded)
    assert (len(people), people.filter(account_active=True).count(), people.filter(active=False).count()) == (30, 7, 2)
    orders = WorkOrder.objects.of(loaded).annotate(number=Count("tasks"), seconds=Sum("tasks__duration"))
    assert (len(orders), {order.status for order in orders}) == (200, set(WorkOrderStatus.values))
    assert ({order.number for order in orders}, [o for o in orders if o.seconds != o.tasks_duration]) == ({1, 2, 3}, [])
    span = orders.aggregate(first=Min("creation_date"), last=Max("creation_date"))
    assert span["last"] - span["first"] > timedelta(days=340)
    of_order = {"folio": F("work_order__folio"), "creation_date": F("work_order__creation_date")}
    assert WorkTask.objects.filter(**of_order).count() == WorkTask.objects.count()
    assert {("work_order", 200), ("person", 30)} <= set(Numbering.objects.of(loaded).values_list("kind", "last"))


def test_80_planned_tasks_are_due_before_and_after_now_and_some_are_in_an_open_order(loaded: Account) -> None:
    plans = PlannedTask.objects.of(loaded)
    assert (len(plans), plans.filter(next_date__lt=NOW).count() > 5) == (80, True)
    assert plans.filter(next_date__gt=NOW + timedelta(days=120)).exists()
    taken = plans.exclude(work_order=None).values_list("work_order__status", flat=True)
    assert set(taken) == {WorkOrderStatus.IN_PROCESS}


def test_holidays_of_two_countries_move_what_is_planned_for_them(loaded: Account) -> None:
    other = Account.objects.get(number=512)
    assert [Holiday.objects.of(account).count() for account in (loaded, other)] == [19, 14]
    for account in (loaded, other):
        calendar = calendar_of(account)
        plans = [plan for plan in PlannedTask.objects.of(account) if plan.planned_date]
        assert [p for p in plans if p.planned_date and p.next_date != calendar.working_moment(p.planned_date)] == []
        days = {plan.planned_date.astimezone(calendar.zone).date() for plan in plans if plan.planned_date}
        assert days & {day for day, works in calendar.days.items() if not works}
    assert checked(bytes(Logo.objects.get(account=loaded).data)).content_type == "image/png"
    assert Logo.objects.get().key == loaded.logo


def test_24_meters_were_read_for_a_year_and_show_what_their_readings_add_up_to(loaded: Account) -> None:
    meters = Meter.objects.of(loaded).prefetch_related("readings")
    assert (len(meters), Meter.objects.exclude(account=loaded).count()) == (24, 4)
    assert sorted(len(meter.readings.all()) for meter in meters) == [52] * 21 + [365] * 3
    for meter in meters:
        before = None
        for reading in meter.readings.all():
            reading.clean_fields(exclude=["account", "meter"])
            total = accumulated(reading.value, before=before, after=None) if meter.is_counter else reading.value
            assert reading.accumulated_value == total
            before = reading
        assert before
        assert (meter.last_date, meter.last_value) == (before.date_reading, before.value)
        assert meter.last_accumulated_value == before.accumulated_value


def test_60_work_requests_are_in_every_state_and_25_third_parties_of_every_kind(loaded: Account) -> None:
    requests, parties = WorkRequest.objects.of(loaded), ThirdParty.objects.of(loaded)
    assert (requests.count(), WorkRequest.objects.count()) == (60, 70)
    assert set(requests.values_list("status", flat=True)) == set(RequestStatus.values)
    folios = {request.wo_folio for request in requests.exclude(wo_folio="")}
    assert folios <= set(WorkOrder.objects.of(loaded).values_list("folio", flat=True))
    assert not requests.filter(date_status__lt=F("date")).exists()
    assert Attachment.objects.count() == 3
    assert (parties.count(), ThirdParty.objects.count()) == (25, 33)
    assert set(parties.values_list("third_party_type", flat=True)) == set(ThirdPartyType.values)


def test_both_accounts_have_an_open_guest_portal_and_what_came_in_through_it(loaded: Account) -> None:
    assert set(GuestPortal.objects.values_list("account__number", "is_open")) == {(477, True), (512, True)}
    requests = WorkRequest.objects.of_guests(loaded)
    assert set(requests.values_list("status", flat=True)) == {RequestStatus.OPEN, RequestStatus.GUEST_PORTAL}
    assert (requests.count(), requests.exclude(item=None).count()) == (4, 2)


def test_22_documents_are_in_every_state_and_the_demo_makes_their_files(loaded: Account) -> None:
    documents = company.Document.objects.of(loaded)
    assert (documents.count(), company.Document.objects.count(), company.DocumentVersion.objects.count()) == (
        16,
        22,
        27,
    )
    then = date(2026, 1, 30)
    assert {document.status_on(then) for document in documents} == set(company.DocumentStatus)
    assert sum(document.ends_soon(then) for document in documents) == 2
    assert (ItemDocument.objects.count(), PersonDocument.objects.count()) == (25, 7)
    put_back_files()
    for row in (*company.DocumentVersion.objects.all(), *Attachment.objects.all()):
        with opened(row) as file:
            content = BytesIO(file.read())
        assert kind_of(content, row.name).media_type == row.content_type
        assert (len(content.getvalue()), checksum_of(content)) == (row.size, row.checksum)


def test_every_value_of_the_modules_is_an_entry_of_its_catalog(loaded: Account) -> None:
    assert CatalogEntry.objects.of(loaded).count() > 100
    assert {(row.name, row.is_closed) for row in Catalog.objects.filter(is_closed=False)} == {("units", False)}
    for account in Account.objects.all():
        for kind, use in [(one, use) for one in catalogs.every() for use in one.uses]:
            entries = {entry.kept_name for entry in CatalogEntry.objects.within(account, kind.name)}
            rows = use.model._default_manager.of(account)  # type: ignore[attr-defined]
            texts = rows.exclude(**{use.name: ""}).values_list(use.name, flat=True).distinct()
            words = {word for text in texts for word in (text.split(", ") if use.several else [text])}
            assert words <= entries, (account, use.label)


def test_the_record_of_a_month_is_whole_and_goes_on(loaded: Account) -> None:
    span = Transaction.objects.of(loaded).aggregate(first=Min("at"), last=Max("at"))
    assert span["last"] - span["first"] > timedelta(days=28)
    create_group(account=loaded, by=SYSTEM, name="Contratistas", permissions=["items:view"])
    assert [fault for account in Account.objects.all() if (fault := chain.verify(account.pk))] == []


def test_every_row_would_be_accepted_by_its_own_checks(loaded: Account) -> None:
    for model in (
        Account,
        PermissionGroup,
        User,
        ApiKey,
        Consumer,
        Authorization,
        Item,
        Person,
        WorkOrder,
        PlannedTask,
        WorkTask,
        *STOCK,
        Meter,
        WorkRequest,
        Attachment,
        ThirdParty,
        GuestPortal,
    ):
        for row in model._default_manager.all():
            try:
                # What is once only, and what every row must be, the database has seen to itself.
                row.full_clean(validate_unique=False, validate_constraints=False)
            except ValidationError as error:
                pytest.fail(f"{model.__name__} {row}: {error}")


def test_nothing_in_the_fixtures_opens_anything(loaded: Account) -> None:
    assert not ConsumerSecret.objects.exists()
    assert not ApiSecret.objects.exists()
    assert not GuestPortal.objects.exclude(digest=None, sealed="").exists()
    assert not [user for user in User.objects.all() if user.has_usable_password()]


def test_transactions_are_not_loaded_twice(loaded: Account) -> None:
    with pytest.raises(AppendOnly, match="cannot follow"):
        call_command("loaddata", *FIXTURES, verbosity=0)


def test_thirty_days_of_calls_are_there_and_add_up_to_those_of_their_account(loaded: Account) -> None:
    for account in Account.objects.all():
        rows = CallMeter.objects.of(account)
        sums = [part.aggregate(a=Sum("allowed"), r=Sum("refused")) for part in (rows.of_callers(), rows.of_caller(""))]
        assert sums[0] == sums[1], account
    callers = CallMeter.objects.of(loaded).values_list("caller", flat=True).distinct()
    assert {WHOLE_ACCOUNT, API_KEY} < set(callers)
    assert len(callers) > 6
    named = {caller for caller in callers if caller not in (WHOLE_ACCOUNT, API_KEY)}
    assert named <= {str(consumer.pk) for consumer in Consumer.objects.of(loaded)}


def test_refusals_of_many_reasons_belong_to_their_callers(loaded: Account) -> None:
    refusals = Refusal.objects.of(loaded)
    assert len({(refusal.reason, refusal.detail) for refusal in refusals}) > 12
    for refusal in refusals.select_related("consumer"):
        owner = refusal.consumer.client_id if refusal.consumer else ApiKey.objects.get(account=loaded).key
        assert (refusal.caller, refusal.minute.second) == (owner, 0)


def test_each_account_waits_for_somebody_and_one_invitation_expired(loaded: Account) -> None:
    invited = User.objects.filter(invitations.invited()).order_by("pk")
    assert [(user.account.number if user.account else 0) for user in invited] == [477, 477, 512]
    assert [bool(user.invited_at and user.invited_at > NOW - invitations.lifetime()) for user in invited] == [
        True, False, True
    ]  # fmt: skip
    assert all(user.invited_by for user in invited)


def test_uses_show_one_that_is_over_permitted_one_that_fits_and_one_that_used_nothing(loaded: Account) -> None:
    used: dict[str, set[str]] = defaultdict(set)
    for name, permission in (
        PermissionUse.objects.of(loaded).exclude(consumer=None).values_list("consumer__name", "permission")
    ):
        used[str(name)].add(permission)
    granted = {row.name: set(row.permission_group.permissions) for row in Consumer.objects.for_list(loaded)}
    assert len(used["Telemetría de planta"]) < len(granted["Telemetría de planta"]) / 3
    assert used["Puente ERP"] == granted["Puente ERP"]
    assert not used["Carga de inventario"]
    assert PermissionUse.objects.of(loaded).of_api_key().exists()


def test_uses_lie_within_what_was_allowed_and_when(loaded: Account) -> None:
    for row in PermissionUse.objects.with_callers().exclude(consumer=None):
        assert row.consumer is not None
        assert row.permission in row.consumer.permission_group.permissions
        assert row.consumer.created.date() <= row.first_used_on <= row.last_used_on <= NOW.date()
        assert 1 <= row.days <= (row.last_used_on - row.first_used_on).days + 1
        assert row.caller == Use(row.account_id, row.consumer_id, row.authorization_id, row.permission).caller
        if row.authorization:
            assert row.permission in row.authorization.scopes
            assert row.authorization.granted_at.date() <= row.first_used_on
    assert {row.caller for row in PermissionUse.objects.filter(consumer=None)} == {API_KEY}


def test_where_programs_called_from_lately_agrees_with_their_last_use(loaded: Account) -> None:
    lately = CallAddress.objects.filter(last_at__gt=NOW - timedelta(hours=24))
    assert lately.of(loaded).values("caller").annotate(n=Count("pk")).filter(n__gt=2).count() >= 2
    for consumer in Consumer.objects.filter(last_used_at__gt=NOW - timedelta(hours=24)):
        latest = CallAddress.objects.of_callers([str(consumer.pk)]).order_by("-last_at").first()
        assert latest is not None
        assert (latest.address, latest.last_at) == (consumer.last_used_from, consumer.last_used_at)


def test_both_accounts_reckon_in_their_own_money_and_have_rates_of_two_others(loaded: Account) -> None:
    assert dict(Account.objects.values_list("number", "currency")) == {477: "COP", 512: "BRL"}
    for account in Account.objects.all():
        rates = ExchangeRate.objects.of(account)
        assert set(rates.values_list("currency", flat=True)) == {"USD", "EUR"}
        assert rates.count() > 60
        assert Tax.objects.of(account).filter(is_default=True).count() == 1
        assert CostCentre.objects.of(account).count() >= 4


def test_what_was_given_in_dollars_was_converted_by_the_rate_of_its_day(loaded: Account) -> None:
    tasks = WorkTask.objects.exclude(foreign_costs=[])
    assert len(tasks) == 5
    for task in tasks:
        (given,) = task.foreign_costs
        assert Decimal(given["amount"]) * Decimal(given["exchange_rate"]) == task.resources_services
        rate = ExchangeRate.objects.on(loaded, given["currency"], day_of(loaded, task.final_date))
        assert rate is not None
        assert (rate.rate, rate.date.isoformat()) == (Decimal(given["exchange_rate"]), given["date"])


def test_every_cost_centre_of_a_work_order_is_one_of_the_account(loaded: Account) -> None:
    named = WorkOrder.objects.exclude(costs_center_description="").values_list("account", "costs_center_description")
    assert set(named) <= set(CostCentre.objects.values_list("account", "name"))


def test_each_account_has_an_owner_and_one_of_them_comes_near_a_limit(loaded: Account) -> None:
    owners = User.objects.filter(is_owner=True).order_by("account").values_list("email", flat=True)
    assert list(owners) == ["lucia.marin@activacion.example", "helena.duarte@moinhos.example"]
    found = {one.name: one for one in usage.of(loaded)}
    assert (found["users"].used, found["users"].limit, found["users"].is_near) == (9, 10, True)
    assert not found["consumers"].is_near
    states = Archive.objects.order_by("account").values_list("state", "failure")
    assert list(states) == [("done", ""), ("failed", "no_room")]
