"""Disabling and revoking can be taken back for ten minutes, with the very same tokens; then they are gone for good."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.accounts.services import deactivate_user
from apps.accounts.signals import credentials_reset
from apps.audit.actors import Actor, ActorKind
from apps.audit.models import Transaction
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization, Consumer
from apps.connections.models.restorable import UNDO_FOR
from apps.connections.services import enabling, revoking
from apps.connections.services.authorizations import grant_authorization
from tests.factories import TESTER, UserFactory, new_code_consumer
from tests.threads import at_once

SECOND = timedelta(seconds=1)


def by(user: User) -> Actor:
    return Actor(ActorKind.USER, id=str(user.pk), name=user.name)


@pytest.fixture
def consumer(account: Account) -> Consumer:
    return new_code_consumer(account).owner


@pytest.fixture
def consent(consumer: Consumer, bruno: User) -> Authorization:
    return agree(consumer, bruno)


def agree(consumer: Consumer, user: User) -> Authorization:
    """Consent, and a token from it."""
    consent = grant_authorization(consumer=consumer, user=user, scopes=["items:view"], by=TESTER)
    AccessToken.objects.get_or_create(
        application=consumer, user=user, authorization=consent, token_checksum=digest(f"of {user.pk}"), scope="api",
        defaults={"expires": timezone.now() + timedelta(hours=1)},
    )  # fmt: skip
    return consent


class Cut(NamedTuple):
    cut: Callable[..., Any]
    restore: Callable[..., Any]
    model: type[Any]


def disable() -> Any:
    return enabling.disable_consumers(consumers=Consumer.objects.all(), by=TESTER)


def enable_again() -> Any:
    return enabling.restore_consumers(consumers=Consumer.objects.all(), by=TESTER)


def revoke(actor: Actor = TESTER) -> int:
    return revoking.revoke_authorizations(authorizations=Authorization.objects.all(), by=actor)


def give_back(actor: Actor = TESTER) -> int:
    return revoking.restore_authorizations(authorizations=Authorization.objects.all(), by=actor)


CUTS = {
    "disable": Cut(disable, enable_again, Consumer),
    "revoke": Cut(revoke, give_back, Authorization),
}


@pytest.fixture(params=CUTS)
def cut(request: pytest.FixtureRequest) -> Cut:
    return CUTS[request.param]


def let_time_pass(model: type[Any]) -> None:
    """Ten minutes and a moment, for what was cut off."""
    model.objects.update(restorable_until=timezone.now() - SECOND)


def live() -> list[AccessToken]:
    return list(AccessToken.objects.live())


def actions() -> list[str]:
    return list(Transaction.objects.order_by("number").values_list("action", flat=True))


def test_within_ten_minutes_the_very_same_tokens_come_back_and_that_is_recorded(
    consent: Authorization, cut: Cut
) -> None:
    before = live()
    cut.cut()
    assert live() == []
    assert timedelta(0) < UNDO_FOR - (cut.model.objects.get().restorable_until - timezone.now()) < UNDO_FOR
    assert cut.restore()
    assert live() == before
    assert cut.model.objects.get().restorable_until is None
    assert actions()[-1] in ("consumer_enabled", "authorization_restored")


def test_twice_restores_once(consent: Authorization, cut: Cut) -> None:
    cut.cut()
    assert cut.restore()
    assert not cut.restore()
    assert len(live()) == 1


def test_cutting_off_again_does_not_prolong_the_time(consent: Authorization, cut: Cut) -> None:
    cut.cut()
    until, recorded = cut.model.objects.get().restorable_until, actions()
    assert not cut.cut()
    assert (cut.model.objects.get().restorable_until, actions()) == (until, recorded)


def test_after_ten_minutes_it_is_too_late(consent: Authorization, cut: Cut) -> None:
    cut.cut()
    let_time_pass(cut.model)
    recorded = actions()
    assert not cut.restore()
    assert live() == []
    assert actions() == recorded


def test_purge_takes_the_tokens_of_what_can_be_restored_no_more_and_of_nothing_else(
    consent: Authorization, cut: Cut
) -> None:
    cut.cut()
    call_command("purge")
    assert AccessToken.objects.count() == 1
    let_time_pass(cut.model)
    call_command("purge")
    assert not AccessToken.objects.exists()
    assert cut.model.objects.get().restorable_until is None


def test_enabling_gives_no_token_back_whenever_it_happens(consent: Authorization, consumer: Consumer) -> None:
    disable()
    enabling.enable_consumer(consumer=consumer, by=TESTER)
    assert consumer.is_enabled
    assert not AccessToken.objects.exists()


def test_enabling_what_is_enabled_already_ends_nothing(consent: Authorization, consumer: Consumer) -> None:
    enabling.enable_consumer(consumer=consumer, by=TESTER)
    assert len(live()) == 1
    assert "consumer_enabled" not in actions()


def test_new_consent_gives_no_token_back_and_forgets_what_was_agreed(consumer: Consumer, bruno: User) -> None:
    agree(consumer, bruno)
    revoke()
    anew = grant_authorization(consumer=consumer, user=bruno, scopes=["items:edit"], asked=["items:edit"], by=TESTER)
    assert (anew.is_live, anew.is_restorable, anew.scope) == (True, False, "items:edit")
    assert not AccessToken.objects.exists()
    assert give_back() == 0


@pytest.mark.parametrize("is_revoked", [False, True])
def test_R052_a_security_event_is_final_also_for_what_was_just_revoked(
    consent: Authorization, bruno: User, is_revoked: bool
) -> None:
    if is_revoked:
        revoke()
    credentials_reset.send(sender=User, user=bruno, by=TESTER)
    assert not AccessToken.objects.exists()
    assert give_back() == 0
    assert actions().count("authorization_revoked") == 1


def test_R018_what_a_deactivated_user_allowed_stays_revoked(consent: Authorization, bruno: User) -> None:
    revoke()
    deactivate_user(user=bruno, by=TESTER)
    assert give_back() == 0


def test_what_a_user_withdrew_only_that_user_gives_back(consent: Authorization, ana: User, bruno: User) -> None:
    revoke(by(bruno))
    assert not Authorization.objects.get().is_restorable_by(ana)
    assert give_back(by(ana)) == give_back() == 0
    assert Authorization.objects.get().is_restorable_by(bruno)
    assert give_back(by(bruno)) == 1


def test_what_somebody_else_revoked_the_user_may_not_give_back_alone(
    consent: Authorization, ana: User, bruno: User
) -> None:
    """It is the list of one's own that asks for one's own revocations only."""
    revoke(by(ana))
    assert not Authorization.objects.withdrawn_by(bruno).exists()
    assert Authorization.objects.get().is_restorable_by(ana)


def test_many_are_restored_in_as_many_queries_as_one(
    consumer: Consumer, account: Account, django_assert_max_num_queries: Any
) -> None:
    for user in UserFactory.create_batch(30, account=account):
        agree(consumer, user)
    revoke()
    with django_assert_max_num_queries(12):
        assert give_back() == 30
    assert len(live()) == 30


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CUTS)
def test_undoing_while_it_is_forgotten_leaves_either_all_or_nothing(name: str) -> None:
    user = UserFactory.create()
    assert user.account is not None
    consumer = new_code_consumer(user.account).owner
    agree(consumer, user)
    cut = CUTS[name]
    cut.cut()
    results = at_once(4, lambda index: cut.restore() if index % 2 else call_command("purge"))
    assert sum(1 for done in results if done) == 1
    assert len(live()) == 1


@pytest.mark.django_db(transaction=True)
def test_undoing_while_the_user_agrees_anew_never_brings_old_tokens_to_new_consent() -> None:
    user = UserFactory.create()
    assert user.account is not None
    consumer = new_code_consumer(user.account).owner
    agree(consumer, user)
    revoke()

    def race(index: int) -> int:
        if index % 2:
            return give_back()
        grant_authorization(consumer=consumer, user=user, scopes=["items:edit"], by=TESTER)
        return 0

    restored = sum(at_once(4, race))
    assert Authorization.objects.get().is_live
    assert len(live()) == restored
