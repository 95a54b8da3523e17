from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts import services
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.audit.models import Transaction
from tests.factories import PASSWORD, TESTER, AccountFactory, GroupFactory, UserFactory, new_consumer


def last_event(account: Account | None) -> Transaction:
    return Transaction.objects.filter(account=account).latest("number")


def test_an_account_comes_with_its_first_super_administrator(db: None) -> None:
    account = services.create_account(
        name="Vivero Inventado",
        owner_email="Olga@Vivero.example",
        owner_name="Olga",
        owner_password=PASSWORD,
        by=TESTER,
    )
    owner = account.users.get()
    assert (owner.email, owner.role, owner.check_password(PASSWORD)) == (
        "olga@vivero.example",
        "super_administrator",
        True,
    )
    assert account.number == 1
    assert "items" in account.enabled_modules


def test_account_numbers_count_on(account: Account) -> None:
    assert services.next_account_number() == account.number + 1


def test_nothing_is_left_of_an_account_whose_owner_is_refused(db: None) -> None:
    with pytest.raises(ValidationError) as caught:
        services.create_account(name="X", owner_email="o@x.example", owner_name="O", owner_password="short", by=TESTER)
    assert "password" in caught.value.message_dict
    assert not Account.objects.exists()
    assert not Transaction.objects.exists()


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"email": "not an address"}, "email"),
        ({"name": ""}, "name"),
        ({"role": ""}, "role"),
        ({"role": "emperor"}, "role"),
        ({"role": Role.CUSTOM}, "permission_group"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_a_user_is_refused_with_the_field_that_is_wrong(account: Account, fields: dict[str, Any], named: str) -> None:
    good: dict[str, Any] = {"email": "nora@aguas.example", "name": "Nora", "role": Role.READ_ONLY}
    with pytest.raises(ValidationError) as caught:
        services.create_user(account=account, by=TESTER, **{**good, **fields})
    assert named in caught.value.message_dict


def test_an_address_is_one_person_whatever_its_case(ana: User, account: Account) -> None:
    with pytest.raises(ValidationError) as caught:
        services.create_user(account=account, by=TESTER, email=ana.email.upper(), name="Ana", role=Role.READ_ONLY)
    assert "email" in caught.value.message_dict


def test_R103_a_group_of_another_account_does_not_exist_for_us(account: Account) -> None:
    foreign = GroupFactory.create()
    with pytest.raises(ValidationError) as caught:
        services.create_user(
            account=account, by=TESTER, email="n@aguas.example", name="N", role=Role.CUSTOM, permission_group=foreign
        )
    assert "permission_group" in caught.value.message_dict


def test_a_change_is_recorded_with_before_and_after(bruno: User) -> None:
    services.update_user(user=bruno, by=TESTER, name="Bruno Sosa Paz")
    event = last_event(bruno.account)
    assert (event.module, event.action) == ("user_accounts", "user_changed")
    assert event.changes == {"name": ["Bruno Sosa", "Bruno Sosa Paz"]}


def test_a_change_that_changes_nothing_is_no_event(bruno: User) -> None:
    services.update_user(user=bruno, by=TESTER, name=bruno.name)
    assert not Transaction.objects.exists()


def test_the_last_super_administrator_can_neither_step_down_nor_be_deactivated(ana: User) -> None:
    with pytest.raises(ValidationError):
        services.update_user(user=ana, by=TESTER, role=Role.READ_ONLY)
    with pytest.raises(ValidationError):
        services.deactivate_user(user=ana, by=TESTER)
    UserFactory.create(account=ana.account, role=Role.SUPER_ADMINISTRATOR)
    services.deactivate_user(user=ana, by=TESTER)
    ana.refresh_from_db()
    assert not ana.is_active


def test_a_user_can_be_activated_again(bruno: User) -> None:
    services.deactivate_user(user=bruno, by=TESTER)
    services.activate_user(user=bruno, by=TESTER)
    bruno.refresh_from_db()
    assert bruno.is_active
    assert last_event(bruno.account).action == "user_activated"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ""}, "name"),
        ({"permissions": ["items:fly"]}, "permissions"),
        ({"permissions": ["api_connections:view"]}, "permissions"),
        ({"is_read_only": True, "permissions": ["items:edit"]}, "permissions"),
    ],
)
def test_a_group_is_refused_with_the_field_that_is_wrong(account: Account, fields: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError) as caught:
        services.create_group(account=account, by=TESTER, **{"name": "Grupo", "permissions": [], **fields})
    assert named in caught.value.message_dict


def test_two_groups_of_an_account_cannot_share_a_name_but_of_two_accounts_they_can(account: Account) -> None:
    services.create_group(account=account, by=TESTER, name="Lectores")
    services.create_group(account=AccountFactory.create(), by=TESTER, name="Lectores")
    with pytest.raises(ValidationError):
        services.create_group(account=account, by=TESTER, name="Lectores")


def test_a_group_in_use_cannot_be_deleted_and_says_by_whom(technicians: PermissionGroup, bruno: User) -> None:
    new_consumer(technicians.account, name="Puente ERP", permission_group=technicians)
    with pytest.raises(ValidationError, match="Bruno Sosa, Puente ERP"):
        services.delete_group(group=technicians, by=TESTER)
    assert PermissionGroup.objects.filter(pk=technicians.pk).exists()
    assert not Transaction.objects.filter(action="group_deleted").exists()


def test_an_unused_group_is_deleted_on_the_record(technicians: PermissionGroup) -> None:
    services.delete_group(group=technicians, by=TESTER)
    assert last_event(technicians.account).target_name == "Técnicos"


def test_suspending_and_resuming_an_account_is_on_its_record(account: Account) -> None:
    services.suspend_account(account=account, by=TESTER)
    account.refresh_from_db()
    assert not account.is_active
    services.resume_account(account=account, by=TESTER)
    account.refresh_from_db()
    assert account.is_active
    actions = Transaction.objects.chain(account.pk).values_list("action", flat=True)
    assert list(actions) == ["suspended", "resumed"]


def test_an_operator_belongs_to_no_account(db: None) -> None:
    operator = User.objects.create_superuser(email="oscar@operators.example", name="Óscar", password=PASSWORD)
    assert (operator.is_operator, operator.account) == (True, None)
    assert last_event(None).action == "operator_created"


def test_the_database_refuses_a_user_without_account_and_an_operator_with_one(bruno: User) -> None:
    for change in ({"account": None}, {"is_operator": True}, {"permission_group": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=bruno.pk).update(**change)
