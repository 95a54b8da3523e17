"""User Accounts: people, and that nobody gives more than they hold."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts import services
from apps.accounts.models import Account, PermissionGroup, Role, User
from apps.accounts.permissions import caller_of_user
from apps.audit.models import Transaction
from apps.connections.models import Authorization
from apps.connections.services.authorizations import grant_authorization
from tests.api.helpers import Program, user_token
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, UserFactory, new_code_consumer
from tests.settings.people import NORA, USERS, post


def test_the_list_shows_the_people_of_this_account_only(ana: User, bruno: User, carla: User) -> None:
    page = sign_in(ana).get(USERS).content.decode()
    assert ana.email in page
    assert "Técnicos" in page
    assert carla.email not in page


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


def test_an_address_that_is_taken_in_this_account_says_so(ana: User, bruno: User) -> None:
    answer = post(ana, f"{USERS}add/", NORA | {"email": bruno.email.upper()})
    assert answer.context["form"].errors["email"] == ["E-mail is taken already"]


def test_of_an_address_of_another_account_nothing_is_told(ana: User, bruno: User, carla: User) -> None:
    for url in (f"{USERS}add/", f"{USERS}{bruno.pk}/"):
        answer = post(ana, url, NORA | {"email": carla.email})
        assert answer.context["form"].errors["email"] == ["This address cannot be used. Use another one."]
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


def test_an_administrator_can_neither_make_nor_edit_a_super_administrator(alba: User, ana: User) -> None:
    answer = post(alba, f"{USERS}add/", NORA | {"role": "super_administrator"})
    assert "role" in answer.context["form"].errors
    panel = sign_in(alba).get(f"{USERS}{ana.pk}/").content.decode()
    assert 'id="panel-form"' not in panel
    assert "/deactivate/" not in panel
    assert post(alba, f"{USERS}{ana.pk}/", NORA).status_code == 403
    assert post(alba, f"{USERS}{ana.pk}/deactivate/").status_code == 403
    assert post(alba, f"{USERS}{alba.pk}/", NORA | {"role": "super_administrator"}).status_code == 422
    alba.refresh_from_db()
    assert alba.role == Role.ADMINISTRATOR


def test_an_administrator_makes_another_administrator(alba: User) -> None:
    post(alba, f"{USERS}add/", NORA | {"role": "administrator"})
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


def test_an_invited_super_administrator_is_not_yet_one_to_rely_on(ana: User, account: Account) -> None:
    services.create_user(account=account, by=TESTER, **(NORA | {"role": "super_administrator"}))
    assert post(ana, f"{USERS}{ana.pk}/", NORA | {"email": ana.email}).status_code == 422
    with pytest.raises(ValidationError):
        services.deactivate_user(user=ana, by=TESTER)


def test_the_last_super_administrator_stays(ana: User) -> None:
    answer = post(ana, f"{USERS}{ana.pk}/", NORA | {"email": ana.email})
    assert "needs at least one active Super Administrator" in answer.content.decode()
    ana.refresh_from_db()
    assert ana.role == Role.SUPER_ADMINISTRATOR


def test_several_users_are_deactivated_at_once(ana: User, bruno: User, helper: User) -> None:
    answer = post(ana, USERS, {"action": "deactivate", "selected": [bruno.pk, helper.pk, ana.pk]})
    url, _status = answer.redirect_chain[-1]
    assert "Deactivate 3 users?" in answer.content.decode()
    assert User.objects.filter(is_active=True).count() == 3
    page = post(ana, url).content.decode()
    assert "2 users are deactivated." in page
    assert "You cannot deactivate yourself." in page
    assert set(User.objects.filter(is_active=True)) == {ana}


def test_before_somebody_is_deactivated_it_is_counted_what_stops(ana: User, bruno: User) -> None:
    user_token(bruno)
    sign_in(bruno)
    sign_in(bruno)
    client = sign_in(ana)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{USERS}{bruno.pk}/deactivate/").content.decode()
    assert "2 sessions end, 1 app can no longer act for this user, 1 live token ends." in page
    assert len([query for query in asked if "COUNT" in query["sql"]]) == 3
    assert User.objects.get(pk=bruno.pk).is_active


def test_deactivating_ends_every_token_in_the_same_moment(ana: User, bruno: User) -> None:
    program = Program(user_token(bruno))
    assert program.get("/api/me").status_code == 200
    post(ana, f"{USERS}{bruno.pk}/deactivate/")
    assert program.get("/api/me").status_code == 401
    post(ana, f"{USERS}{bruno.pk}/activate/")
    assert program.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=bruno", {"bruno"}),
        ("?role=super_administrator", {"ana"}),
        ("?status=deactivated", set()),
        ("?status=active", {"ana", "bruno"}),
        ("?status=nonsense", set()),
        ("?role=nonsense", set()),
    ],
)
def test_users_are_searched_and_filtered(ana: User, bruno: User, query: str, found: set[str]) -> None:
    rows = sign_in(ana).get(USERS + query).context["table"]
    assert {entry["row"].email.split("@")[0] for entry in rows} == found


def test_users_are_filtered_by_group(ana: User, bruno: User, technicians: PermissionGroup) -> None:
    rows = sign_in(ana).get(f"{USERS}?group={technicians.pk}").context["table"]
    assert [entry["row"] for entry in rows] == [bruno]
