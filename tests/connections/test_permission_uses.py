"""Who uses which permission: read by consumer, authorization, module and time; and what is taken away by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from apps.accounts import modules
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.accounts.permissions import caller_of_user
from apps.audit.models import Transaction
from apps.connections import reductions
from apps.connections.callers import caller_of_token, scopes_now
from apps.connections.models import AccessToken, Authorization, Consumer, PermissionUse
from apps.connections.reductions import MoreThanShown, NothingUsed
from apps.connections.services import least_privilege
from apps.connections.services.authorizations import grant_authorization
from apps.connections.services.consumers import delete_consumer, update_consumer
from apps.connections.services.least_privilege import NotLive, Shared
from apps.connections.services.revoking import revoke_authorizations
from tests.api.helpers import new_access_token
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer, new_consumer
from tests.oauth import flow
from tests.uses import age, new_use

pytestmark = pytest.mark.django_db

ITEMS = ["items:view", "items:add", "items:edit"]


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def group(account: Account) -> PermissionGroup:
    return GroupFactory.create(account=account, name="Puentes", permissions=ITEMS)


@pytest.fixture
def bridge(account: Account, group: PermissionGroup) -> Consumer:
    """It views items all the time, added one 45 days ago, and never edited any."""
    consumer = age(new_consumer(account, name="Puente", permission_group=group).owner)
    new_use(consumer, "items:view", days_ago=1)
    new_use(consumer, "items:add", days_ago=45)
    return consumer


@pytest.fixture
def consent(account: Account, bruno: User) -> Authorization:
    app = new_code_consumer(account, name="Campo", permission_group=GroupFactory.create(account=account)).owner
    return grant_authorization(consumer=app, user=bruno, scopes=["items:view", "items:edit", "openid"], by=TESTER)


def test_uses_are_read_by_consumer_authorization_module_and_time(bridge: Consumer, consent: Authorization) -> None:
    account = bridge.account
    new_use(consent, "items:view", days_ago=3)
    new_use(bridge, "meters:view")
    uses = PermissionUse.objects.of(account)
    assert set(uses.of_module("items").since(days_ago(30)).values_list("consumer__name", flat=True)) == {
        "Puente", "Campo",
    }  # fmt: skip
    assert set(uses.of_consumer(bridge).last_used()) == {"items:view", "items:add", "meters:view"}
    assert list(uses.of_authorization(consent).last_used()) == ["items:view"]
    assert not uses.of_api_key().exists()
    # Of the first day all counts, whatever the hour.
    assert uses.of_consumer(bridge).of_module("items").since(days_ago(45)).count() == 2


def test_the_callers_of_a_module_cost_one_query(bridge: Consumer, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        rows = PermissionUse.objects.of(bridge.account).of_module("items").since(days_ago(90)).with_callers()
        assert {row.consumer.name for row in rows if row.consumer} == {"Puente"}


def test_a_consumer_takes_its_uses_with_it(bridge: Consumer) -> None:
    delete_consumer(consumer=bridge, by=TESTER)
    assert not PermissionUse.objects.exists()


def test_uses_end_after_more_than_a_year(bridge: Consumer) -> None:
    new_use(bridge, "items:edit", days_ago=402)
    call_command("purge", verbosity=0)
    assert set(PermissionUse.objects.values_list("permission", flat=True)) == {"items:view", "items:add"}


# --- over-permitted ---------------------------------------------------------------------------------------------------


def over(account: Account, days: int = 90) -> set[str]:
    return set(Consumer.objects.of(account).over_permitted(days_ago(days)).values_list("name", flat=True))


def test_over_permitted_is_who_uses_a_part(account: Account, bridge: Consumer, group: PermissionGroup) -> None:
    exact = age(new_consumer(account, name="Justo", permission_group=group).owner)
    for permission in ITEMS:
        new_use(exact, permission, days_ago=80)
    idle = age(new_consumer(account, name="Parado", permission_group=group).owner)
    new_use(idle, "items:view", days_ago=120)
    age(new_consumer(account, name="Nunca", permission_group=group).owner)
    young = new_consumer(account, name="Nuevo", permission_group=group).owner
    new_use(young, "items:view")
    assert over(account) == {"Puente"}
    assert over(account, days=30) == {"Puente"}
    new_use(bridge, "items:edit")
    assert over(account) == set()
    assert over(account, days=30) == {"Puente"}


def test_of_many_consumers_it_is_one_query_also_within_another(
    account: Account, group: PermissionGroup, other_account: Account, django_assert_num_queries: Callable[[int], Any]
) -> None:
    created = days_ago(200)
    consumers = Consumer.objects.bulk_create(
        Consumer(account=account, name=f"C{n}", permission_group=group, created=created,
                 authorization_grant_type=Consumer.GRANT_CLIENT_CREDENTIALS)
        for n in range(60)
    )  # fmt: skip
    for consumer in consumers[:40]:
        new_use(consumer, "items:view")
    with django_assert_num_queries(1):
        assert len(over(account)) == 40
    with django_assert_num_queries(1):
        inner = Consumer.objects.of(account).over_permitted().values("pk")
        assert Consumer.objects.filter(pk__in=inner).count() == 40
    assert over(other_account) == set()


# --- a consumer -------------------------------------------------------------------------------------------------------


def reduce_to_new(consumer: Consumer, days: int = 90, shown: set[str] | None = None, **more: Any) -> PermissionGroup:
    given: dict[str, Any] = {
        "shown": {"items:add", "items:edit"} if shown is None else shown,
        "name": "Solo ver",
        "by": TESTER,
    } | more
    return least_privilege.reduce_to_new_group(consumer=consumer, since=days_ago(days), **given)


@pytest.mark.parametrize(("days", "kept"), [(30, ["items:view"]), (90, ["items:add", "items:view"])])
def test_a_new_group_holds_what_was_used(bridge: Consumer, group: PermissionGroup, days: int, kept: list[str]) -> None:
    token = new_access_token(bridge)
    made = reduce_to_new(bridge, days)
    bridge.refresh_from_db()
    group.refresh_from_db()
    assert (bridge.permission_group, made.name, made.permissions) == (made, "Solo ver", kept)
    assert group.permissions == ITEMS
    assert "Puentes" in made.description
    caller = caller_of_token(AccessToken.objects.for_bearer(token).get(), address=None)
    assert caller.permissions == set(kept)


def test_it_is_on_the_record_and_choosing_the_old_group_undoes_it(bridge: Consumer, group: PermissionGroup) -> None:
    made = reduce_to_new(bridge)
    newest = Transaction.objects.order_by("-pk")[:2]
    assert [entry.action for entry in newest] == ["consumer_changed", "group_created"]
    assert newest[0].changes == {"permission_group": ["Puentes", "Solo ver"]}
    update_consumer(consumer=bridge, permission_group=group, by=TESTER)
    bridge.refresh_from_db()
    assert bridge.permission_group == group
    assert not made.consumers.exists()


def test_a_group_of_its_own_is_changed_in_place(bridge: Consumer, group: PermissionGroup) -> None:
    least_privilege.reduce_group(consumer=bridge, since=days_ago(90), shown={"items:edit"}, by=TESTER)
    group.refresh_from_db()
    assert group.permissions == ["items:add", "items:view"]
    assert Transaction.objects.order_by("-pk")[0].action == "group_changed"


@pytest.mark.parametrize("holder", ["consumer", "user"])
def test_a_group_that_others_hold_is_not_changed(bridge: Consumer, group: PermissionGroup, holder: str) -> None:
    if holder == "consumer":
        new_consumer(bridge.account, permission_group=group)
    else:
        UserFactory.create(account=bridge.account, role=Role.CUSTOM, permission_group=group)
    assert reductions.other_holders(bridge)
    with pytest.raises(Shared):
        least_privilege.reduce_group(consumer=bridge, since=days_ago(90), shown={"items:edit"}, by=TESTER)
    reduce_to_new(bridge)
    group.refresh_from_db()
    assert group.permissions == ITEMS


def test_nothing_used_makes_no_empty_group(account: Account, group: PermissionGroup) -> None:
    never = new_consumer(account, permission_group=group).owner
    with pytest.raises(NothingUsed):
        reduce_to_new(never, shown=set(ITEMS))
    with pytest.raises(NothingUsed):
        least_privilege.reduce_group(consumer=never, since=days_ago(90), shown=set(ITEMS), by=TESTER)
    assert PermissionGroup.objects.of(account).count() == 1


def test_what_was_not_shown_is_not_taken_away_and_what_was_used_since_stays(bridge: Consumer) -> None:
    with pytest.raises(MoreThanShown):
        reduce_to_new(bridge, shown={"items:add"})
    new_use(bridge, "items:edit")
    assert reduce_to_new(bridge).permissions == sorted(ITEMS)


def test_a_name_that_is_taken_is_refused_and_nothing_changes(bridge: Consumer, group: PermissionGroup) -> None:
    with pytest.raises(ValidationError):
        reduce_to_new(bridge, name="Puentes")
    bridge.refresh_from_db()
    assert bridge.permission_group == group


def test_nobody_gives_or_takes_more_than_they_hold(bridge: Consumer, bruno: User) -> None:
    giver = caller_of_user(bruno, address=None)
    with pytest.raises(ValidationError):
        reduce_to_new(bridge, giver=giver)
    with pytest.raises(ValidationError):
        least_privilege.reduce_group(consumer=bridge, since=days_ago(90), shown={"items:edit"}, by=TESTER, giver=giver)


# --- an authorization -------------------------------------------------------------------------------------------------


def reduce_consent(consent: Authorization, shown: set[str]) -> Authorization:
    return least_privilege.reduce_authorization(authorization=consent, since=days_ago(90), shown=shown, by=TESTER)


def test_an_authorization_is_narrowed_and_its_tokens_go_on(consent: Authorization, bruno: User) -> None:
    token = new_access_token(consent.consumer, user=bruno, scope="items:edit items:view openid")
    consent.refresh_from_db()
    new_use(consent, "items:view", days_ago=2)
    reduce_consent(consent, {"items:edit"})
    consent.refresh_from_db()
    assert consent.scopes == {"items:view", "openid"}
    caller = caller_of_token(AccessToken.objects.for_bearer(token).get(), address=None)
    assert caller.permissions == {"items:view"}
    entry = Transaction.objects.order_by("-pk")[0]
    assert (entry.action, entry.changes["permissions"][1]) == ("authorization_reduced", ["items:view", "openid"])


def test_a_reduction_adds_no_signing_in_to_a_token_of_everything(consent: Authorization, bruno: User) -> None:
    Consumer.objects.filter(pk=consent.consumer_id).update(offers_sign_in=True)
    token = new_access_token(consent.consumer, user=bruno, scope="api")
    Authorization.objects.filter(pk=consent.pk).update(scope="api openid email")
    new_use(consent, "items:view")
    reduce_consent(Authorization.objects.get(pk=consent.pk), set(modules.permissions_of(modules.every())))
    assert "openid" in Authorization.objects.get(pk=consent.pk).scopes
    assert scopes_now(AccessToken.objects.for_bearer(token).get()) == "items:view"


def test_a_refresh_goes_on_with_what_is_left(account: Account, bruno: User) -> None:
    app = new_code_consumer(account, permission_group=GroupFactory.create(account=account))
    issued = flow.tokens(app, bruno)
    consent = Authorization.objects.get()
    assert consent.scopes == {"items:view", "items:edit"}
    new_use(consent, "items:view")
    reduce_consent(consent, {"items:edit"})
    assert flow.refresh(app, issued["refresh_token"]).json()["scope"] == "items:view"


def test_of_an_authorization_too_nothing_is_taken_unseen_or_wholly(consent: Authorization) -> None:
    with pytest.raises(NothingUsed):
        reduce_consent(consent, {"items:view", "items:edit"})
    new_use(consent, "items:view")
    with pytest.raises(MoreThanShown):
        reduce_consent(consent, set())
    revoke_authorizations(authorizations=[consent], by=TESTER)
    with pytest.raises(NotLive):
        reduce_consent(consent, {"items:edit"})


def test_uses_for_one_user_narrow_nothing_of_another(consent: Authorization, ana: User) -> None:
    other = grant_authorization(consumer=consent.consumer, user=ana, scopes=["items:view"], by=TESTER)
    new_use(other, "items:view")
    assert reductions.reduction_of_authorization(consent, days_ago(90)).kept == frozenset()
