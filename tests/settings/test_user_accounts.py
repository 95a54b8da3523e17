"""User Accounts: people and permission groups, and that nobody gives more than they hold."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts import services
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.accounts.permissions import caller_of_user
from apps.audit.models import Transaction
from apps.connections.models import Authorization
from apps.connections.services.authorizations import grant_authorization
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer, new_consumer

USERS = "/settings/user-accounts/accounts/"
GROUPS = "/settings/user-accounts/permission-groups/"
NORA: dict[str, Any] = {"name": "Nora Gil", "email": "nora@aguas.example", "role": "read_only", "language": ""}
READERS = {"name": "Lectores", "description": "Solo ver", "permissions": ["items:view"]}


@pytest.fixture
def administrator(account: Account) -> User:
    return UserFactory.create(
        account=account, email="adela@aguas.example", name="Adela Rey", role=Role.ADMINISTRATOR, language="en"
    )


@pytest.fixture
def helper(account: Account) -> User:
    """Somebody of a group that may look after users, and see items, and nothing else."""
    permissions = [
        "user_accounts:view",
        "user_accounts:add",
        "user_accounts:edit",
        "user_accounts:delete",
        "items:view",
    ]
    group = GroupFactory.create(account=account, name="Ayudantes", permissions=permissions)
    return UserFactory.create(
        account=account, email="hugo@aguas.example", name="Hugo Mena", role=Role.CUSTOM, permission_group=group
    )


def post(user: User, url: str, data: dict[str, Any] | None = None) -> Any:
    return sign_in(user).post(url, data or {}, follow=True)


def forget_the_password(client: Client) -> None:
    """As if the person had signed in more than ten minutes ago."""
    session = client.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= 11 * 60
    session.save()


# --- users ---------------------------------------------------------------------------------------------------------


def test_the_list_shows_the_people_of_this_account_only(ana: User, bruno: User, carla: User) -> None:
    page = sign_in(ana).get(USERS).content.decode()
    assert ana.email in page
    assert "Técnicos" in page
    assert carla.email not in page


def test_a_new_user_is_invited_by_mail(ana: User, django_capture_on_commit_callbacks: Any) -> None:
    client = sign_in(ana)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{USERS}add/", NORA)
    assert answer["Location"] == USERS
    nora = User.objects.get(email="nora@aguas.example")
    assert nora.account == ana.account
    assert not nora.has_usable_password()
    assert mail.outbox[0].to == [nora.email]
    assert "http://localhost/password/reset/key/" in str(mail.outbox[0].body)
    actions = Transaction.objects.filter(target_id=str(nora.pk)).values_list("action", flat=True)
    assert set(actions) == {"user_created", "user_invited"}


def test_an_empty_form_names_what_is_blank(ana: User) -> None:
    answer = post(ana, f"{USERS}add/")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "email", "role"}
    assert "Role cannot be blank" in answer.content.decode()


def test_custom_needs_a_group_and_no_other_role_has_one(ana: User, technicians: PermissionGroup) -> None:
    answer = post(ana, f"{USERS}add/", NORA | {"role": "custom"})
    assert set(answer.context["form"].errors) == {"permission_group"}
    post(ana, f"{USERS}add/", NORA | {"permission_group": technicians.pk})
    assert User.objects.get(email="nora@aguas.example").permission_group is None


def test_an_address_that_is_taken_says_so(ana: User, carla: User) -> None:
    answer = post(ana, f"{USERS}add/", NORA | {"email": carla.email})
    assert "email" in answer.context["form"].errors
    assert carla.name not in answer.content.decode()


def test_another_accounts_group_cannot_be_given(ana: User, carla: User) -> None:
    theirs = GroupFactory.create(account=carla.account)
    answer = post(ana, f"{USERS}add/", NORA | {"role": "custom", "permission_group": theirs.pk})
    assert "permission_group" in answer.context["form"].errors


def test_editing_a_user_is_on_the_record(ana: User, bruno: User) -> None:
    post(ana, f"{USERS}{bruno.pk}/", NORA | {"name": "Bruno Sosa Díaz", "email": bruno.email, "role": "administrator"})
    bruno.refresh_from_db()
    assert (bruno.name, bruno.role) == ("Bruno Sosa Díaz", Role.ADMINISTRATOR)
    assert Transaction.objects.get(action="user_changed").changes["role"] == ["custom", "administrator"]


def test_an_administrator_can_neither_make_nor_edit_a_super_administrator(administrator: User, ana: User) -> None:
    answer = post(administrator, f"{USERS}add/", NORA | {"role": "super_administrator"})
    assert "role" in answer.context["form"].errors
    panel = sign_in(administrator).get(f"{USERS}{ana.pk}/").content.decode()
    assert 'id="panel-form"' not in panel
    assert "/deactivate/" not in panel
    assert post(administrator, f"{USERS}{ana.pk}/", NORA).status_code == 403
    assert post(administrator, f"{USERS}{ana.pk}/deactivate/").status_code == 403
    assert post(administrator, f"{USERS}{administrator.pk}/", NORA | {"role": "super_administrator"}).status_code == 422
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR


def test_an_administrator_makes_another_administrator(administrator: User) -> None:
    post(administrator, f"{USERS}add/", NORA | {"role": "administrator"})
    assert User.objects.get(email="nora@aguas.example").role == Role.ADMINISTRATOR


def test_a_helper_is_offered_only_what_they_hold(helper: User, technicians: PermissionGroup, bruno: User) -> None:
    readers = GroupFactory.create(account=helper.account, name="Lectores", permissions=["items:view"])
    page = sign_in(helper).get(f"{USERS}add/").content.decode()
    assert 'value="administrator"' not in page
    assert readers.name in page
    assert technicians.name not in page
    assert post(helper, f"{USERS}{bruno.pk}/", NORA).status_code == 403


def test_the_services_refuse_it_too(helper: User, ana: User, bruno: User, technicians: PermissionGroup) -> None:
    giver, account = caller_of_user(helper, address=None), helper.account
    assert account
    attempts: list[Callable[[], object]] = [
        lambda: services.create_user(account=account, by=TESTER, giver=giver, **(NORA | {"role": "administrator"})),
        lambda: services.update_user(user=ana, by=TESTER, giver=giver, email="stolen@aguas.example"),
        lambda: services.update_user(user=helper, by=TESTER, giver=giver, role=Role.SUPER_ADMINISTRATOR),
        lambda: services.deactivate_user(user=bruno, by=TESTER, giver=giver),
        lambda: services.create_group(account=account, by=TESTER, giver=giver, name="X", permissions=["items:delete"]),
        lambda: services.update_group(group=technicians, by=TESTER, giver=giver, permissions=[]),
        lambda: services.delete_group(group=technicians, by=TESTER, giver=giver),
    ]
    for attempt in attempts:
        with pytest.raises(ValidationError):
            attempt()
    ana.refresh_from_db()
    assert ana.email == "ana@aguas.example"


def test_deactivating_ends_sessions_and_authorizations(ana: User, bruno: User) -> None:
    assert bruno.account
    consumer = new_code_consumer(bruno.account).owner
    grant_authorization(consumer=consumer, user=bruno, scopes=["items:view"], by=TESTER)
    session = sign_in(bruno)
    answer = post(ana, f"{USERS}{bruno.pk}/deactivate/")
    assert "Bruno Sosa can no longer sign in." in answer.content.decode()
    assert session.get("/my-authorizations/").status_code == 302
    assert not Authorization.objects.live().exists()
    post(ana, f"{USERS}{bruno.pk}/activate/")
    assert session.get("/my-authorizations/").status_code == 302
    assert sign_in(bruno).get("/my-authorizations/").status_code == 200


def test_nobody_deactivates_themselves(ana: User, account: Account) -> None:
    UserFactory.create(account=account, role=Role.SUPER_ADMINISTRATOR)
    answer = post(ana, f"{USERS}{ana.pk}/deactivate/")
    assert "You cannot deactivate yourself." in answer.content.decode()
    ana.refresh_from_db()
    assert ana.is_active


def test_the_last_super_administrator_stays(ana: User) -> None:
    answer = post(ana, f"{USERS}{ana.pk}/", NORA | {"email": ana.email})
    assert "needs at least one active Super Administrator" in answer.content.decode()
    ana.refresh_from_db()
    assert ana.role == Role.SUPER_ADMINISTRATOR


def test_several_users_are_deactivated_at_once(ana: User, bruno: User, helper: User) -> None:
    answer = post(ana, USERS, {"action": "deactivate", "selected": [bruno.pk, helper.pk, ana.pk]})
    page = answer.content.decode()
    assert "2 users are deactivated." in page
    assert "You cannot deactivate yourself." in page
    assert set(User.objects.filter(is_active=True)) == {ana}


def test_an_invitation_can_be_sent_again_until_there_is_a_password(
    ana: User, bruno: User, account: Account, django_capture_on_commit_callbacks: Any
) -> None:
    nora = services.create_user(account=account, by=TESTER, **NORA)
    client = sign_in(ana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{USERS}{nora.pk}/invite/")
    assert [message.to for message in mail.outbox] == [[nora.email]]
    assert client.post(f"{USERS}{bruno.pk}/invite/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [("?q=bruno", {"bruno"}), ("?role=super_administrator", {"ana"}), ("?active=no", set()), ("?role=nonsense", set())],
)
def test_users_are_searched_and_filtered(ana: User, bruno: User, query: str, found: set[str]) -> None:
    rows = sign_in(ana).get(USERS + query).context["table"]
    assert {entry["row"].email.split("@")[0] for entry in rows} == found


def test_users_are_filtered_by_group(ana: User, bruno: User, technicians: PermissionGroup) -> None:
    rows = sign_in(ana).get(f"{USERS}?group={technicians.pk}").context["table"]
    assert [entry["row"] for entry in rows] == [bruno]


# --- permission groups -----------------------------------------------------------------------------------------------


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
    forget_the_password(client)
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
    forget_the_password(client)
    assert client.post(f"{GROUPS}{technicians.pk}/delete/")["Location"].startswith("/confirm/")


# --- who may, and how much it costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [USERS, f"{USERS}add/", GROUPS, f"{GROUPS}add/", f"{USERS}export/", f"{GROUPS}export/"]
)
def test_user_accounts_are_only_for_those_who_may(path: str, ana: User, administrator: User, bruno: User) -> None:
    reader = UserFactory.create(account=ana.account, role=Role.READ_ONLY)
    statuses = {user: sign_in(user).get(path).status_code for user in (ana, administrator, bruno, reader)}
    assert statuses == {ana: 200, administrator: 200, bruno: 403, reader: 403}
    assert Client().get(path)["Location"].startswith("/sign-in/")


def test_nothing_of_another_account_exists(ana: User, carla: User) -> None:
    theirs = GroupFactory.create(account=carla.account)
    client = sign_in(ana)
    for url in (f"{USERS}{carla.pk}/", f"{GROUPS}{theirs.pk}/"):
        assert client.get(url).status_code == 404
        assert client.post(url, NORA).status_code == 404
    for url in (f"{USERS}{carla.pk}/deactivate/", f"{USERS}{carla.pk}/invite/", f"{GROUPS}{theirs.pk}/delete/"):
        assert client.post(url).status_code == 404
    post(ana, USERS, {"action": "deactivate", "selected": [carla.pk]})
    carla.refresh_from_db()
    assert carla.is_active


@pytest.mark.parametrize("path", [USERS, GROUPS])
def test_a_longer_list_needs_no_more_queries(path: str, ana: User, bruno: User, account: Account) -> None:
    client = sign_in(ana)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for _ in range(10):
        UserFactory.create(account=account, role=Role.CUSTOM, permission_group=GroupFactory.create(account=account))
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(few) == len(many)
