"""Idempotency-Key: the same POST again does nothing again, and is answered the same."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.urls import include, path, re_path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Account, User
from apps.api.door import Door
from apps.api.envelope import success
from apps.audit.models import Transaction
from apps.connections.models import IdempotencyKey
from apps.maintenance.models import Item
from tests.api.hawk_helpers import Signer
from tests.api.helpers import EVERYTHING, Program, new_access_token, token_for
from tests.factories import GroupFactory, UserFactory, new_code_consumer, new_consumer
from tests.threads import at_once

NEW = {"code": "EQ-1", "id_type_item": 2, "field_1": "Bomba"}
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


def post(program: Program, body: Any = NEW, key: str = KEY, path: str = "/api/items", **options: Any) -> Any:
    return program.post(path, body, **options | {"Idempotency-Key": key})


def test_R100_the_same_key_and_body_are_answered_the_same_and_done_once(program: Program) -> None:
    first, second = post(program), post(program)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
    assert Item.objects.count() == Transaction.objects.filter(action="item_created").count() == 1


def test_R100_an_answer_is_repeated_as_it_was_whatever_became_of_the_row(program: Program) -> None:
    first = post(program)
    program.put("/api/items/EQ-1", {"notes": "cambiada"})
    assert post(program).content == first.content


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (NEW | {"field_1": "Otra"}, "/api/items"),
        (NEW, "/api/items_details"),
        (NEW, "/api/items?x=1"),
        ({}, "/api/items"),
    ],
)
def test_R100_the_same_key_for_something_else_is_409(program: Program, body: Any, path: str) -> None:
    post(program)
    response = post(program, body, path=path)
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_reused")
    assert Item.objects.get().field_1 == "Bomba"


def test_R100_a_body_is_the_same_however_it_is_written(program: Program) -> None:
    first = post(program, dict(reversed(NEW.items())))
    again = post(
        program, "{ " + ", ".join(f'"{name}": {value!r}' for name, value in NEW.items()).replace("'", '"') + "}"
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content


def test_R100_what_was_refused_can_be_put_right_under_the_same_key(program: Program) -> None:
    assert post(program, {"code": "EQ-1"}).status_code == 400
    assert post(program, NEW).status_code == 201
    assert post(program, NEW, key="another").status_code == 409
    assert IdempotencyKey.objects.count() == 1


def test_R100_a_key_is_good_for_a_day(program: Program) -> None:
    post(program)
    row = IdempotencyKey.objects.get()
    assert abs(row.expires_at - timezone.now() - timedelta(hours=24)) < timedelta(minutes=1)
    IdempotencyKey.objects.update(expires_at=timezone.now())
    assert post(program, NEW | {"code": "EQ-2"}).status_code == 201
    assert IdempotencyKey.objects.count() == 1


def test_R100_keys_of_different_callers_are_different_keys(
    account: Account, other_account: Account, bruno: User, signer: Signer
) -> None:
    group = GroupFactory.create(account=account, permissions=EVERYTHING)
    app = new_code_consumer(account, permission_group=group).owner
    people = [UserFactory.create(account=account, role="administrator") for _ in range(2)]
    programs = [Program(new_access_token(app, user=user)) for user in people]
    programs += [Program(token_for(account)), Program(token_for(other_account))]
    for number, program in enumerate(programs):
        assert post(program, NEW | {"code": f"EQ-{number}"}).status_code == 201
    assert IdempotencyKey.objects.of(other_account).count() == 1


def test_R100_another_token_of_the_same_consumer_repeats_too(account: Account) -> None:
    consumer = new_consumer(account).owner
    one, other = Program(new_access_token(consumer)), Program(new_access_token(consumer))
    assert post(one).content == post(other).content
    assert Item.objects.count() == 1


def test_R109_an_answer_is_not_repeated_to_whoever_may_not_ask_any_more(account: Account) -> None:
    program = Program(token_for(account))
    post(program)
    account.permissiongroup_set.update(permissions=["items:view"])
    assert post(program).status_code == 403


@pytest.mark.parametrize("key", ["", " ", "a b", "a,b", 'a"b', '"a', "ñ", "x" * 256, "a\\b", '""', "a\tb"])
def test_R100_what_is_no_key_is_400(program: Program, key: str) -> None:
    response = post(program, key=key)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_idempotency_key")
    assert not Item.objects.exists()


def test_R100_a_key_may_stand_in_quotes(program: Program) -> None:
    assert post(program, key=f'"{KEY}"').content == post(program, key=KEY).content


def test_a_key_on_another_method_means_nothing(program: Program) -> None:
    post(program)
    assert program.put("/api/items/EQ-1", {"notes": "x"}, **{"Idempotency-Key": KEY}).status_code == 200
    assert program.get("/api/items", **{"Idempotency-Key": "a b"}).status_code == 200


def test_the_key_itself_is_not_kept(program: Program) -> None:
    post(program)
    assert KEY not in str(IdempotencyKey.objects.values())


@pytest.mark.django_db(transaction=True)
def test_R100_of_eight_at_once_one_is_done_and_all_are_answered(program: Program) -> None:
    answers = at_once(8, lambda index: post(program))
    assert {response.status_code for response in answers} <= {201, 409}
    assert len({response.content for response in answers if response.status_code == 201}) == 1
    assert all(int(response["Retry-After"]) > 0 for response in answers if response.status_code == 409)
    assert Item.objects.count() == Transaction.objects.filter(action="item_created").count() == 1
    assert post(program).status_code == 201


class SecretViewSet(Door):
    """A resource whose answer shows a secret."""

    names = ("secrets",)
    collection = {"post": "make"}
    keeps_answers = False
    made = 0

    def make(self, request: Request) -> Response:
        SecretViewSet.made += 1
        return success({"secret": "shown once"}, status=201)


urlpatterns = [
    re_path(r"^api/secrets\Z", SecretViewSet.as_view(SecretViewSet.collection)),
    path("", include("config.urls")),
]


@override_settings(ROOT_URLCONF=__name__)
def test_R111_an_answer_with_a_secret_is_not_kept_and_still_done_once(program: Program) -> None:
    SecretViewSet.made = 0
    first, second = (post(program, {}, path="/api/secrets") for _ in range(2))
    assert (first.status_code, second.status_code, SecretViewSet.made) == (201, 409, 1)
    assert second.json()["code"] == "answer_not_repeatable"
    assert "shown once" not in str(IdempotencyKey.objects.values())
