"""The rules beside the tables: a row points to no row of another account, even when nobody has looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.accounts.session import Session
from apps.common import account_keys, belonging, rules
from apps.common.checks import check_rules
from apps.common.rules_catalog import catalog_of
from apps.connections.models import AccessToken, Authorization, Consumer, HawkNonce
from apps.connections.services.authorizations import grant_authorization
from apps.maintenance.models import Item, ItemType
from tests.api.helpers import new_access_token, new_item
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory, new_api_key, new_code_consumer, new_consumer
from tests.isolation.test_keys import keys_between_rows_of_accounts
from tests.test_isolation import TO_ACCOUNT, our_models

pytestmark = pytest.mark.django_db

Attempt = Callable[[Account, Account], Any]


def token_of_our_consumer_for_their_user(ours: Account, theirs: Account) -> None:
    consumer, user = new_consumer(ours).owner, UserFactory.create(account=theirs)
    AccessToken.objects.create(application=consumer, user=user, token_checksum="0" * 64, expires=consumer.created)


def token_given_to_their_consumer(ours: Account, theirs: Account) -> None:
    new_access_token(new_consumer(ours).owner)
    AccessToken.objects.update(application=new_consumer(theirs).owner)


def consent_of_their_user(ours: Account, theirs: Account) -> None:
    app, user = new_code_consumer(ours).owner, UserFactory.create(account=theirs)
    Authorization.objects.create(account=ours, consumer=app, user=user)


def consent_that_turns_to_their_user(ours: Account, theirs: Account) -> None:
    app, user = new_code_consumer(ours).owner, UserFactory.create(account=ours)
    grant_authorization(consumer=app, user=user, scopes=["items:view"], by=TESTER)
    Authorization.objects.update(user=UserFactory.create(account=theirs))


def consumer_in_their_group(ours: Account, theirs: Account) -> None:
    consumer = new_consumer(ours).owner
    Consumer.objects.filter(pk=consumer.pk).update(permission_group=GroupFactory.create(account=theirs))


def consumer_that_moves(ours: Account, theirs: Account) -> None:
    consumer = new_consumer(ours).owner
    Consumer.objects.filter(pk=consumer.pk).update(account=theirs)


def item_in_their_item(ours: Account, theirs: Account) -> None:
    Item.objects.create(
        account=ours, code="EQ", item_type=ItemType.EQUIPMENT, field_1="Bomba", parent=new_item(theirs, "LOC")
    )


def item_that_moves(ours: Account, theirs: Account) -> None:
    item = new_item(ours)
    item.account = theirs
    item.save()


def person_who_becomes_an_operator(ours: Account, theirs: Account) -> None:
    User.objects.of(ours).update(account=None, is_operator=True, role="")


def session_that_becomes_theirs(ours: Account, theirs: Account) -> None:
    sign_in(UserFactory.create(account=ours))
    Session.objects.update(user=UserFactory.create(account=theirs))


def session_said_to_be_theirs(ours: Account, theirs: Account) -> None:
    sign_in(UserFactory.create(account=ours))
    Session.objects.update(user_account=theirs)


def session_of_their_user_said_to_be_ours(ours: Account, theirs: Account) -> None:
    now = timezone.now()
    user = UserFactory.create(account=theirs)
    Session.objects.create(digest="0" * 64, user=user, user_account=ours, expire_date=now)


def session_of_nobody_said_to_be_ours(ours: Account, theirs: Account) -> None:
    Session.objects.create(digest="0" * 64, user_account=ours, expire_date=timezone.now())


def nonce_of_their_key(ours: Account, theirs: Account) -> None:
    key = new_api_key(ours).owner
    HawkNonce.objects.create(api_key=key, nonce="n", expires_at=key.created_at)
    HawkNonce.objects.update(api_key=new_api_key(theirs).owner)


ATTEMPTS: tuple[Attempt, ...] = (
    token_of_our_consumer_for_their_user, token_given_to_their_consumer, consent_of_their_user,
    consent_that_turns_to_their_user, consumer_in_their_group, consumer_that_moves, item_in_their_item,
    item_that_moves, person_who_becomes_an_operator, session_that_becomes_theirs, session_said_to_be_theirs,
    session_of_their_user_said_to_be_ours, session_of_nobody_said_to_be_ours, nonce_of_their_key,
)  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_R103_the_database_itself_refuses(
    ana: User, account: Account, other_account: Account, attempt: Attempt
) -> None:
    with pytest.raises(IntegrityError, match="another account"), transaction.atomic():
        attempt(account, other_account)


def test_R103_sessions_repeat_the_account_of_their_users() -> None:
    said = {model._meta.label: found[0].name for model in our_models() if (found := belonging.repeated(model))}
    assert said == {"accounts.Session": "user_account"}


def test_R103_what_an_operator_makes_is_refused_nowhere(account: Account, operator: User) -> None:
    consumer = new_consumer(account, user=operator).owner
    assert consumer.created_by == operator
    Consumer.objects.update(created_by=None)


def test_R103_a_child_may_come_before_its_parent(account: Account) -> None:
    """`loaddata` brings rows in the order of its file; whether the parent comes is for the foreign key to see."""
    with connection.constraint_checks_disabled():
        child = Item(account=account, code="EQ", item_type=ItemType.EQUIPMENT, field_1="Bomba", parent_id=987_654)
        child.save()
    new_item(account, "LOC", pk=987_654)
    connection.check_constraints()


def test_R103_every_key_between_rows_of_accounts_has_its_rule() -> None:
    watched = {
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if TO_ACCOUNT[model._meta.label]
        for field in account_keys.Keys(model, connection).fields
    }
    assert watched == set(keys_between_rows_of_accounts())
    installed = {rule.name for rule in account_keys.rules(connection)}
    for model in our_models():
        if account_keys.Keys(model, connection).fields:
            assert f"{model._meta.db_table[:36]}_turns" in installed
        if belonging.own_account(model):
            assert f"{model._meta.db_table[:36]}_stays" in installed
        if belonging.repeated(model):
            assert {f"{model._meta.db_table[:36]}_repeats{on}" for on in ("", "_on")} <= installed


def test_every_rule_is_in_the_database_after_migrate() -> None:
    assert rules.missing(connection) == []


def test_what_is_lost_or_outdated_is_mended_by_the_next_migrate() -> None:
    """SQLite loses the triggers of a table that it makes anew; `flush` sends the same signal, without a plan."""
    catalog = catalog_of(connection, rules.PREFIX)
    lost = next(rule for rule in account_keys.rules(connection) if rule.name == "maintenance_item_stays")
    outdated = replace(lost, name="maintenance_item_stayed")
    rules.run(connection, outdated.script)
    catalog.drop(lost.installed_name, lost.table)
    rules.return_to_duty(using=connection.alias)
    assert rules.missing(connection) == [lost.name]
    rules.return_to_duty(using=connection.alias, plan=[])
    assert rules.missing(connection) == []
    assert outdated.installed_name not in catalog.installed()


def test_a_rule_waits_for_the_columns_that_it_reads() -> None:
    early = rules.Rule("early", "maintenance_item", ["nonsense"], uses={"maintenance_item": ["not_migrated_yet"]})
    early_too = replace(early, table="not_migrated_yet", uses={})
    rules.register(maker := lambda _: [early, early_too])
    try:
        rules.install(connection)
    finally:
        rules._makers.remove(maker)


def test_what_is_missing_is_complained_about() -> None:
    assert check_rules() == []
    lost = next(iter(account_keys.rules(connection)))
    catalog_of(connection, rules.PREFIX).drop(lost.installed_name, lost.table)
    assert [(message.id, lost.name in message.msg) for message in check_rules()] == [("common.W002", True)]
