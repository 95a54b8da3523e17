"""Permission groups: the matrix, who uses a group, and that nobody gives more than they hold."""

from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError

from apps.accounts import services
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.audit.models import Transaction
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory, new_consumer
from tests.settings.conftest import age_sign_in
from tests.settings.people import GROUPS, READERS, USERS, post


def test_a_group_is_made_from_the_matrix(ana: User) -> None:
    post(ana, f"{GROUPS}add/", READERS | {"permissions": ["items:view", "items:reports"]})
    group = PermissionGroup.objects.get(name="Lectores")
    assert group.permissions == ["items:reports", "items:view"]
    assert group.account == ana.account


def test_the_matrix_shows_what_the_group_holds(ana: User, technicians: PermissionGroup) -> None:
    form = sign_in(ana).get(f"{GROUPS}{technicians.pk}/").context["form"]
    ticked = {cell.permission for row in form.matrix for cell in row.cells if cell.is_ticked}
    assert ticked == set(technicians.permissions)


def test_no_group_is_offered_api_connections(ana: User) -> None:
    answer = post(ana, f"{GROUPS}add/", READERS | {"permissions": ["api_connections:view"]})
    assert "permissions" in answer.context["form"].errors
    assert "api_connections" not in {row.module.name for row in answer.context["form"].matrix}


def test_a_read_only_group_holds_view_and_reports_only(ana: User) -> None:
    answer = post(ana, f"{GROUPS}add/", READERS | {"is_read_only": "on", "permissions": ["items:view", "items:edit"]})
    assert "permissions" in answer.context["form"].errors
    assert "A read-only group can only hold View and Reports." in answer.content.decode()


def test_a_name_that_is_taken_says_so(ana: User, technicians: PermissionGroup) -> None:
    answer = post(ana, f"{GROUPS}add/", READERS | {"name": technicians.name})
    assert answer.context["form"].errors["name"] == ["Name is taken already"]


def test_a_module_that_is_off_is_hidden_and_its_permissions_are_kept(ana: User, technicians: PermissionGroup) -> None:
    account = ana.account
    assert account
    account.enabled_modules = []
    account.save()
    page = sign_in(ana).get(f"{GROUPS}{technicians.pk}/").content.decode()
    assert "items:view" not in page
    post(ana, f"{GROUPS}{technicians.pk}/", READERS | {"permissions": ["transactions_log:view"]})
    technicians.refresh_from_db()
    assert technicians.permissions == ["items:edit", "items:view", "transactions_log:view"]


def test_who_uses_a_group_is_shown(ana: User, bruno: User, technicians: PermissionGroup) -> None:
    assert ana.account
    new_consumer(ana.account, name="Puente ERP", permission_group=technicians)
    client = sign_in(ana)
    panel = client.get(f"{GROUPS}{technicians.pk}/").content.decode()
    assert "Bruno Sosa" in panel
    assert "Puente ERP" in panel
    row = client.get(GROUPS).context["table"][-1]["row"]
    assert (row.user_count, row.consumer_count) == (1, 1)


def test_a_group_in_use_cannot_be_deleted(ana: User, bruno: User, technicians: PermissionGroup) -> None:
    answer = post(ana, f"{GROUPS}{technicians.pk}/delete/")
    assert "Técnicos is in use by: Bruno Sosa" in answer.content.decode()
    assert PermissionGroup.objects.filter(pk=technicians.pk).exists()
    assert not Transaction.objects.filter(action="group_deleted").exists()


def test_a_group_that_nobody_uses_is_deleted(ana: User, technicians: PermissionGroup) -> None:
    answer = post(ana, f"{GROUPS}{technicians.pk}/delete/")
    assert "The permission group Técnicos is deleted." in answer.content.decode()
    assert not PermissionGroup.objects.filter(pk=technicians.pk).exists()


def test_a_helper_cannot_tick_change_or_delete_what_they_do_not_hold(
    helper: User, technicians: PermissionGroup
) -> None:
    answer = post(helper, f"{GROUPS}add/", READERS | {"permissions": ["items:delete"]})
    assert "goes beyond what you may do yourself" in answer.content.decode()
    fixed = {cell.permission for row in answer.context["form"].matrix for cell in row.cells if not cell.is_fixed}
    assert fixed == set(helper.permission_group.permissions)  # type: ignore[union-attr]
    assert post(helper, f"{GROUPS}{technicians.pk}/", READERS).status_code == 403
    assert post(helper, f"{GROUPS}{technicians.pk}/delete/").status_code == 403


def test_changing_a_group_needs_the_password_again_and_goes_on_afterwards(
    ana: User, technicians: PermissionGroup
) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    url = f"{GROUPS}{technicians.pk}/"
    assert client.get(url).status_code == 200
    answer = client.post(url, READERS)
    assert unquote(answer["Location"]) == f"/confirm/?next={url}"
    technicians.refresh_from_db()
    assert technicians.name == "Técnicos"
    answer = client.post("/confirm/", {"password": "correct horse battery staple", "next": url})
    assert answer["Location"] == GROUPS
    technicians.refresh_from_db()
    assert technicians.name == "Lectores"


def test_deleting_a_group_needs_the_password_again(ana: User, technicians: PermissionGroup) -> None:
    client = sign_in(ana)
    age_sign_in(client)
    assert client.post(f"{GROUPS}{technicians.pk}/delete/")["Location"].startswith("/confirm/")


def test_a_read_only_group_is_refused_more_by_the_service_too(account: Account) -> None:
    with pytest.raises(ValidationError, match="View and Reports"):
        services.create_group(account=account, by=TESTER, name="Lectores", is_read_only=True, permissions=["items:add"])


def test_the_boxes_of_the_matrix_have_names_of_their_own(ana: User) -> None:
    page = sign_in(ana).get(f"{GROUPS}add/").content.decode()
    for name in ("Everything", "View everywhere", "All of Items", "Items: View"):
        assert f'aria-label="{name}"' in page


def test_who_uses_a_group_is_named_with_the_way_there_and_never_all_of_them(
    ana: User, alba: User, account: Account, technicians: PermissionGroup
) -> None:
    for number in range(12):
        UserFactory.create(account=account, role=Role.CUSTOM, permission_group=technicians, name=f"Nombre {number:02}")
    consumer = new_consumer(account, name="Puente ERP", permission_group=technicians).owner
    page = sign_in(ana).get(f"{GROUPS}{technicians.pk}/").content.decode()
    assert "Nombre 09" in page
    assert "Nombre 10" not in page
    assert f'href="{USERS}?group={technicians.pk}"' in page
    assert f'href="/settings/api-connections/consumers/{consumer.pk}/"' in page
    page = sign_in(alba).get(f"{GROUPS}{technicians.pk}/").content.decode()
    assert "Puente ERP" in page
    assert "/settings/api-connections/" not in page


def test_of_very_many_users_no_more_are_counted_than_are_told(
    ana: User, account: Account, technicians: PermissionGroup
) -> None:
    people = [
        User(account=account, email=f"p{n}@aguas.example", name="P", role=Role.CUSTOM, permission_group=technicians)
        for n in range(102)
    ]
    User.objects.bulk_create(people)
    client = sign_in(ana)
    assert "100+" in client.get(f"{GROUPS}{technicians.pk}/").content.decode()
    page = client.get(GROUPS)
    assert "100+" in page.content.decode()
    assert page.context["table"][0]["row"].user_count == 101
    answer = post(ana, f"{GROUPS}{technicians.pk}/delete/").content.decode()
    assert "Técnicos is in use by: P, P, P, P, P, P, P, P, P, P, …" in answer


def test_a_group_is_duplicated_under_a_free_name(ana: User, technicians: PermissionGroup) -> None:
    client = sign_in(ana)
    for name in ("Técnicos (2)", "Técnicos (3)"):
        client.post(f"{GROUPS}{technicians.pk}/duplicate/")
        copy = PermissionGroup.objects.get(name=name)
        assert (copy.permissions, copy.account) == (technicians.permissions, technicians.account)
    answer = client.post(f"{GROUPS}{copy.pk}/duplicate/")
    assert answer["Location"] == f"{GROUPS}{PermissionGroup.objects.get(name='Técnicos (4)').pk}/"
    assert Transaction.objects.filter(action="group_created").count() == 3


def test_nobody_duplicates_a_group_that_gives_more_than_they_hold(helper: User, technicians: PermissionGroup) -> None:
    client = sign_in(helper)
    assert "duplicate/" not in client.get(f"{GROUPS}{technicians.pk}/").content.decode()
    client.post(f"{GROUPS}{technicians.pk}/duplicate/")
    assert not PermissionGroup.objects.filter(name__startswith="Técnicos (").exists()


def test_of_several_groups_those_in_use_are_kept_and_it_is_said_why(
    ana: User, bruno: User, technicians: PermissionGroup
) -> None:
    free = GroupFactory.create(account=ana.account, name="Libre")
    answer = post(
        ana, GROUPS, {"action": "delete", "selected": [technicians.pk, free.pk], "confirmed": "1"}
    ).content.decode()
    assert "1 permission group is deleted." in answer
    assert "Técnicos is in use by: Bruno Sosa" in answer
    assert not PermissionGroup.objects.filter(name="Libre").exists()


@pytest.mark.parametrize(("kind", "found"), [("read_only", ["Lectores"]), ("writing", ["Técnicos"])])
def test_groups_are_filtered_by_what_they_may(
    ana: User, technicians: PermissionGroup, kind: str, found: list[str]
) -> None:
    GroupFactory.create(account=technicians.account, name="Lectores", is_read_only=True, permissions=["items:view"])
    table = sign_in(ana).get(GROUPS, {"kind": kind}).context["table"]
    assert [entry["row"].name for entry in table] == found
