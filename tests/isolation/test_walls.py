"""PostgreSQL's own wall: what the code forgets to hold to the account, the database holds (conftest: only there)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.models import Account, User
from apps.audit.models import Transaction
from apps.audit.record import record
from apps.common import walls
from apps.common.prepared import ask
from apps.connections.clients import consumer_by_secret
from apps.connections.models import AccessToken, ApiKey, Authorization, Consumer, HawkNonce
from apps.maintenance.models import Item
from tests.api.hawk_helpers import Signer
from tests.api.helpers import Program, new_item, token_for
from tests.conftest import sign_in
from tests.factories import TESTER, UserFactory, new_api_key, new_consumer
from tests.isolation.forgetful import standing_wall
from tests.isolation.strangers import rows_of
from tests.test_isolation import TO_ACCOUNT, our_models

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.isolation.forgetful")]

OWNED = [model for model in our_models() if TO_ACCOUNT.get(model._meta.label) not in (None, "pk")]
PAGE, STREAM = "/forgetful-page/", "/forgetful-stream/"


@pytest.fixture(autouse=True)
def wall_that_falls() -> Iterator[None]:
    yield
    walls.fall()


@pytest.fixture
def items(account: Account, other_account: Account) -> None:
    new_item(account, "OURS", notes="ours")
    new_item(other_account, "THEIRS", notes="theirs")


def note_of(code: str) -> str:
    return Item.objects.get(code=code).notes


def enter(operator: User, account: Account) -> Client:
    client = sign_in(operator)
    page = reverse("settings:accounts_account_enter", args=[account.pk])
    assert client.post(page).status_code == 302
    return client


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_R102_every_table_of_accounts_has_a_wall_that_holds_its_owner_too(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid "
            "AND polcmd = '*') FROM pg_class WHERE oid = %s::regclass",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True, 1)


def test_R102_the_suite_runs_as_a_role_that_policies_hold() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def test_R102_inside_the_wall_no_row_of_another_account_is_read_changed_or_deleted(
    ours: Account, other_account: Account
) -> None:
    before = rows_of(ours)
    assert {label for label, rows in before.items() if rows} >= {"accounts.User", "connections.AccessToken"}
    walls.stand_for(other_account.pk)
    for model in OWNED:
        rows = model._base_manager.filter(pk__in=[row["id"] for row in before[model._meta.label]])
        assert not rows.exists(), model
        column = next(field.name for field in model._meta.concrete_fields if not field.primary_key)
        if model is not Transaction:
            assert rows.update(**{column: models.F(column)}) == 0
            rows._raw_delete(rows.db)
    walls.fall()
    assert rows_of(ours) == before


def test_R103_inside_the_wall_no_row_is_added_to_another_account(account: Account, other_account: Account) -> None:
    theirs = new_consumer(other_account).owner
    walls.stand_for(account.pk)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        new_item(other_account, "PLANTED")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        record("items.item_created", account=other_account, actor=TESTER)
    # Whoever is hidden by the wall is still seen by the check that nobody points there.
    with pytest.raises(IntegrityError, match="another account"), transaction.atomic():
        Authorization.objects.create(account=account, consumer=theirs, user=UserFactory.create(account=account))


@pytest.mark.parametrize("kind", ["token", "Hawk"])
def test_R102_a_program_is_held_to_its_account_by_the_query_that_knows_it(
    account: Account, other_account: Account, items: None, kind: str
) -> None:
    for own, code in ((account, "OURS"), (other_account, "THEIRS"), (account, "OURS")):
        key = new_api_key(own) if kind == "Hawk" and not hasattr(own, "api_key") else None
        call: Any = Program(token_for(own)).call if kind == "token" else (key and Signer(key.owner.key, key.plain).call)
        if call:
            assert [row["code"] for row in call("GET", "/forgetful").json()["data"]] == [code]
            assert call("GET", "/forgetful/THEIRS").status_code == (404 if code == "OURS" else 200)
            assert standing_wall() == ""


def test_what_hangs_on_something_that_is_gone_is_refused_as_such(account: Account) -> None:
    key = new_api_key(account).owner
    nonce = HawkNonce(api_key_id=key.pk, nonce="once", expires_at=timezone.now())
    ApiKey.objects.filter(pk=key.pk).delete()
    walls.stand_for(account.pk)
    with pytest.raises(ProgrammingError), transaction.atomic():
        nonce.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic(), walls.refusing_what_hangs_on_nothing():
        nonce.save(force_insert=True)
    with pytest.raises(ProgrammingError), transaction.atomic(), walls.refusing_what_hangs_on_nothing():
        ask("SELECT nothing FROM nowhere", [])


def test_R102_a_client_at_the_token_endpoint_is_held_to_its_account(account: Account, other_account: Account) -> None:
    made = new_consumer(account)
    new_consumer(other_account)
    assert consumer_by_secret(made.owner.client_id, made.plain, None)
    assert set(Consumer.objects.values_list("account", flat=True)) == {account.pk}
    assert standing_wall() == str(account.pk)


def test_R102_a_person_is_held_to_their_account_on_every_page(ana: User, carla: User, items: None) -> None:
    """On one connection, one after the other: no wall is left to the next."""
    for user, code in ((ana, "OURS"), (carla, "THEIRS"), (ana, "OURS")):
        answer = sign_in(user).get(PAGE).json()
        assert answer == {"codes": [code], "emptied": 1, "wall": str(user.account_id)}
        assert standing_wall() == ""
    assert (note_of("OURS"), note_of("THEIRS")) == ("", "")


def test_R102_an_operator_is_held_to_the_account_they_entered(account: Account, operator: User, items: None) -> None:
    client = enter(operator, account)
    assert client.get(PAGE).json()["codes"] == ["OURS"]
    assert note_of("THEIRS") == "theirs"
    client.post("/language/", {"language": "en"})
    operator.refresh_from_db()
    assert operator.language == "en", "an operator inside can still change themselves"


def test_R102_no_account_reaches_an_operator(account: Account, operator: User) -> None:
    walls.stand_for(account.pk)
    named = User.objects.filter(pk=operator.pk)
    assert named.get().name == operator.name, "whose name stands beside what they did"
    assert named.update(email="taken@aguas.example") == 0
    assert named._raw_delete(named.db) == 0
    record("session.sign_in_refused", account=None, actor=TESTER)


def test_R102_an_answer_that_streams_is_held_until_its_end(ana: User, items: None) -> None:
    answer: Any = sign_in(ana).get(STREAM)
    assert walls.is_standing()
    assert b"".join(answer.streaming_content) == b"OURS\n"
    assert standing_wall() == ""


def test_R102_a_connection_that_is_handed_on_has_no_wall(account: Account) -> None:
    pool: Any = connection.pool  # type: ignore[attr-defined]
    with pool.connection() as first:
        first.execute(
            "SELECT set_config('conexiones.account', '1', false), set_config('conexiones.operator', 'on', false)"
        )
    for _ in range(pool.get_stats()["pool_size"] + 1):
        with pool.connection() as next_one:
            found = "SELECT current_setting('conexiones.account'), current_setting('conexiones.operator')"
            assert next_one.execute(found).fetchone() == ("", "")


def test_R102_a_connection_that_breaks_does_not_mask_the_answer(ana: User) -> None:
    walls.stand_for(1)
    point = transaction.savepoint()
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT nothing FROM nowhere")
    walls.fall_with_the_request()
    transaction.savepoint_rollback(point)
    walls.fall_with_the_request()
    assert User.objects.filter(pk=ana.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_R102_a_wall_that_went_with_its_connection_is_not_taken_for_one_by_the_next_request(account: Account) -> None:
    walls.stand_for(account.pk)
    connection.connection.close()
    walls.fall_with_the_request()
    assert not walls.is_standing()
    assert Account.objects.filter(pk=account.pk).exists()


def test_R102_who_asks_for_an_address_of_another_account_is_told_that_it_is_taken(ana: User, carla: User) -> None:
    assert ana.account is not None
    walls.stand_for(ana.account.pk)
    with pytest.raises(ValidationError, match="email"):
        accounts.create_user(account=ana.account, by=TESTER, email=carla.email, name="Otra Carla", role="read_only")
    assert standing_wall() == str(ana.account.pk)


def test_R102_a_person_of_another_account_signs_in_where_somebody_is_signed_in(ana: User, carla: User) -> None:
    """The doors where people say who they are look into all accounts."""
    client = sign_in(ana)
    answer = client.post("/password/reset/", {"email": carla.email})
    assert answer.status_code == 302
    assert AccessToken.objects.count() == 0


@pytest.mark.parametrize("silent_for", [0.0, 3600.0])
def test_a_connection_that_the_pool_hands_out_counts_as_walled_until_somebody_sees_the_wall_fall(
    silent_for: float,
) -> None:
    connection.ensure_connection()
    handed_out: Any = connection.connection
    handed_out.has_wall, handed_out.heard_at = False, time.monotonic() - silent_for
    handed_out.execute("")
    assert handed_out.has_wall
