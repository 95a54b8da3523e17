"""What happens: calls of 30 days as a chart and as a table, refusals in words, and the health of the keys."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from oauthlib.oauth2 import OAuth2Error
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Account, User
from apps.accounts.permissions import Reason
from apps.api import problems
from apps.api.refusals import KEPT
from apps.connections.models import ApiKey, CallMeter, Consumer, ConsumerSecret, PermissionUse, Refusal
from apps.connections.models.consumer_health import Health
from apps.connections.models.meter import API_KEY
from apps.connections.services.consumer_secrets import rotate_secret
from apps.connections.services.enabling import disable_consumer
from apps.connections.services.meter import count_call
from apps.settings.sections.api_connections import calls, health, refusals
from apps.settings.sections.api_connections.refusal_words import WORDS, words_of
from tests.conftest import sign_in
from tests.factories import TESTER, AccountFactory, GroupFactory, new_api_key, new_consumer
from tests.settings.conftest import HTMX

KEY = "/settings/api-connections/key/"
LIST = "/settings/api-connections/consumers/"
DAY = timedelta(days=1)


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    return sign_in(ana)


@pytest.fixture
def consumer(account: Account) -> Consumer:
    return new_consumer(account, name="Puente ERP").owner


def page_of(consumer: Consumer, page: str = "change") -> str:
    return reverse(f"settings:connections_consumer_{page}", args=[consumer.pk])


def called(account: Account, caller: str, hour: datetime, allowed: int = 0, refused: int = 0, failed: int = 0) -> None:
    CallMeter.objects.create(
        account=account, caller=caller, hour=hour, minute=0, allowed=allowed, refused=refused, failed=failed
    )


def hour_of_day(hour: int, days_ago: int) -> datetime:
    """An hour of UTC, which is the time zone of accounts in tests."""
    day = timezone.localdate() - days_ago * DAY
    return datetime.combine(day, time(hour), UTC)


def refused(caller: Consumer | ApiKey, reason: str, detail: str = "", minutes_ago: int = 5, **more: Any) -> Refusal:
    return Refusal.objects.create(
        account=caller.account,
        consumer=caller if isinstance(caller, Consumer) else None,
        caller=caller.client_id if isinstance(caller, Consumer) else caller.key,
        reason=reason,
        detail=detail,
        minute=timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=minutes_ago),
        **more,
    )


def test_the_panel_tells_the_calls_of_30_days_as_a_sentence_a_chart_and_a_table(
    client_of_ana: Client, account: Account, consumer: Consumer
) -> None:
    called(account, str(consumer.pk), hour_of_day(10, 2), 1000, 10, 2)
    called(account, str(consumer.pk), hour_of_day(11, 2), 192, 2, 1)
    html = client_of_ana.get(page_of(consumer), headers=HTMX).content.decode()
    assert "1,204 calls in 30 days, 12 refused, 3 failed" in html
    strips = re.findall(r'<svg class="chart-strip chart-(\w+)".*?role="img" aria-label="([^"]+)"', html)
    assert [name for name, _words in strips] == ["allowed", "refused", "failed"]
    assert all("per day. The most is" in words for _name, words in strips)
    table = html.partition("Calls of each day")[2].partition("</table>")[0]
    assert table.count("<tr>") == 31
    assert re.search(r">1,192</td><td[^>]*>12</td><td[^>]*>3</td>", table)


def test_of_a_caller_that_never_called_there_is_no_chart(client_of_ana: Client, consumer: Consumer) -> None:
    html = client_of_ana.get(page_of(consumer)).content.decode()
    assert "0 calls in 30 days, 0 refused, 0 failed" in html
    assert "chart-strip" not in html


def test_a_day_is_a_day_of_the_account(ana: User, account: Account, consumer: Consumer) -> None:
    hour = hour_of_day(3, 1)
    called(account, str(consumer.pk), hour, 7)
    with timezone.override("America/Bogota"):
        found = [day.date for day in calls.of_consumer(account, consumer).days if day.allowed]
        assert found == [timezone.localtime(hour).date()]
        assert found == [(hour - DAY).date()]


def test_what_was_called_31_days_ago_or_by_others_is_not_counted(
    account: Account, other_account: Account, consumer: Consumer
) -> None:
    called(account, str(consumer.pk), hour_of_day(5, 30), 1)
    called(account, str(consumer.pk + 1), hour_of_day(5, 1), 1)
    called(account, API_KEY, hour_of_day(5, 1), 1)
    called(other_account, str(consumer.pk), hour_of_day(5, 1), 1)
    found = calls.of_consumer(account, consumer)
    assert (found.total.allowed, len(found.days)) == (0, 30)
    called(account, str(consumer.pk), hour_of_day(5, 29), 1)
    assert calls.of_consumer(account, consumer).total.allowed == 1


def test_the_running_minute_is_told_against_the_limit(account: Account, consumer: Consumer) -> None:
    now = timezone.now()
    for _call in range(3):
        count_call(account=account, caller=str(consumer.pk), caller_limit=None, now=now)
    count_call(account=account, caller=API_KEY, caller_limit=None, now=now)
    consumer.calls_per_minute = 60
    minute = calls.of_consumer(account, consumer).minute
    # The minute may have ended meanwhile.
    assert (minute.calls, minute.of_account) in {(3, 4), (0, 0)}
    assert (minute.limit, minute.account_limit) == (60, account.calls_per_minute)


def test_one_refusal_among_many_calls_is_high_enough_to_be_seen(account: Account, consumer: Consumer) -> None:
    called(account, str(consumer.pk), hour_of_day(5, 3), 100, 100_000)
    called(account, str(consumer.pk), hour_of_day(5, 2), 100, 1)
    allowed, refusals_, failed = calls.of_consumer(account, consumer).strips
    assert [bar.height for bar in refusals_.bars] == [100, 4]
    assert [bar.x for bar in allowed.bars] == [261, 271]
    assert failed.bars == []
    assert "none" in failed.words


def test_refusals_are_told_in_words_with_what_to_do(client_of_ana: Client, consumer: Consumer) -> None:
    refused(consumer, "permission_missing", "items:edit", count=7, address="198.51.100.20")
    html = client_of_ana.get(page_of(consumer), headers=HTMX).content.decode()
    assert "Missing permission: Items: Edit" in html
    assert "7 times in this minute" in html
    assert "198.51.100.20" in html
    assert "add it to the permission group" in html


def test_the_last_50_refusals_are_a_page_of_their_own(client_of_ana: Client, consumer: Consumer) -> None:
    for minute in range(60):
        refused(consumer, "too_many_requests", minutes_ago=minute)
    refused(consumer, "invalid_client", "wrong_credentials", minutes_ago=-1)
    panel = client_of_ana.get(page_of(consumer), headers=HTMX).content.decode()
    assert panel.count("Rate limit") == refusals.AT_ONCE - 1
    assert page_of(consumer, "refusals") in panel
    html = client_of_ana.get(page_of(consumer, "refusals")).content.decode()
    assert html.count("Rate limit") == 49
    assert html.index("Wrong secret") < html.index("Rate limit")
    assert page_of(consumer) in html


def test_a_panel_without_refusals_says_so(client_of_ana: Client, consumer: Consumer) -> None:
    for page in ("change", "refusals"):
        assert "Nothing was refused" in client_of_ana.get(page_of(consumer, page)).content.decode()


def test_transactions_lead_to_all_of_them_in_the_log(client_of_ana: Client, account: Account) -> None:
    consumers = [new_consumer(account, name=name).owner for name in ("Uno", "Otro")]
    api_key = new_api_key(account).owner
    for page, name in ((page_of(consumers[0]), "Uno"), (KEY, api_key.key)):
        html = client_of_ana.get(page).content.decode()
        link = re.findall(r'href="(/settings/transactions-log/\?about=[^"]+)"', html)[0]
        rows = client_of_ana.get(link).context["table"]
        assert [row["row"].target_name for row in rows] == [name], page


def test_the_page_of_the_key_tells_its_calls_refusals_and_transactions(client_of_ana: Client, account: Account) -> None:
    api_key = new_api_key(account).owner
    called(account, API_KEY, hour_of_day(9, 1), 41)
    for minute in range(4):
        refused(api_key, "invalid_signature", "replayed", minutes_ago=minute)
    html = client_of_ana.get(KEY).content.decode()
    assert "41 calls in 30 days, 0 refused, 0 failed" in html
    assert html.count("Replay: the same signed request") == refusals.AT_ONCE
    assert "All of them in the transactions log" in html
    full = client_of_ana.get(KEY + "refusals/").content.decode()
    assert full.count("Replay: the same signed request") == 4


def test_without_a_key_there_is_no_page_of_its_refusals(client_of_ana: Client) -> None:
    assert client_of_ana.get(KEY + "refusals/").status_code == 404


@pytest.mark.parametrize("rows", [1, 60])
def test_a_panel_opens_in_as_many_queries_however_much_happened(
    client_of_ana: Client,
    account: Account,
    consumer: Consumer,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        called(account, str(consumer.pk), hour_of_day(number % 24, 1 + number // 24), 5)
        refused(consumer, "too_many_requests", minutes_ago=number)
    # The running minute, the days, the refusals, the transactions.
    with django_assert_num_queries(4):
        calls.of_consumer(account, consumer)
        refusals.latest(account, consumer, "")
        list(consumer.account.transactions.all()[:1])


# --- Every reason has words -----------------------------------------------------------------------------------------


def words_in(path: str, call: str) -> Iterator[str]:
    """The texts that are the first argument of `call` in the source at `path`."""
    for node in ast.walk(ast.parse((Path(settings.BASE_DIR) / path).read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == call and node.args:
            yield from (str(one.value) for one in node.args[:1] if isinstance(one, ast.Constant))


def api_reasons() -> Iterator[tuple[str, str]]:
    for one in vars(problems).values():
        if isinstance(one, type) and issubclass(one, problems.Problem) and one.status_code in KEPT:
            is_answer_to_nobody = one in (problems.Unauthenticated, problems.Forbidden)
            yield from () if is_answer_to_nobody else [(str(one.default_code), "")]
    yield from ((reason.value, "items:view") for reason in Reason)
    yield from (("invalid_token", detail) for detail in ("expired", "ended", "without_proof"))
    yield from (("invalid_signature", why) for why in words_in("apps/connections/services/hawk.py", "Refused"))
    yield from (("invalid_key_pair", why) for why in words_in("apps/connections/services/basic.py", "Refused"))


def oauth_reasons() -> Iterator[tuple[str, str]]:
    """Our own errors, and those of the toolkit that an endpoint for programs can answer."""
    yield from (("invalid_client", "wrong_credentials"), ("unauthorized_client", "address_not_allowed"))
    yield from (("invalid_client", "disabled"), ("invalid_grant", "disabled"))
    yield from ((str(error.error), "") for error in every_error(OAuth2Error) if is_answered(error))


def every_error(kind: type[OAuth2Error]) -> Iterator[type[OAuth2Error]]:
    for one in kind.__subclasses__():
        yield one
        yield from every_error(one)


def is_answered(error: type[OAuth2Error]) -> bool:
    """Not those about browsers, about proving a token, or about a client that reads them."""
    others = {"access_denied", "consent_required", "login_required", "interaction_required", "insufficient_scope"}
    others |= {"account_selection_required", "invalid_token", "unsupported_response_mode"}
    module = error.__module__
    is_servers = module == "oauthlib.oauth2.rfc6749.errors" or module.startswith("apps.")
    is_clients = error.__name__.startswith(("Missing", "Mismatching", "TokenExpired", "Insecure"))
    return is_servers and not is_clients and bool(error.error) and error.error not in others


@pytest.mark.parametrize(("reason", "detail"), sorted({*api_reasons(), *oauth_reasons()}))
def test_every_reason_that_is_noted_has_words(reason: str, detail: str) -> None:
    words = words_of(reason, detail)
    assert words.advice, f"refusal_words.py does not know {reason} ({detail})"
    assert reason not in str(words.reason)
    assert "%(" not in str(words.reason)


def test_a_permission_and_a_module_are_told_by_their_names() -> None:
    with translation.override("en"):
        assert words_of("permission_missing", "work_orders:delete").reason == "Missing permission: Work orders: Delete"
        assert words_of("module_disabled", "meters").reason == "Module disabled: Meters"
        assert words_of("permission_missing", "gone:view").reason == "Missing permission: gone:view"
        assert words_of("a_word_of_later", "").reason == "Refused: a_word_of_later"


def test_a_disabled_consumer_is_told_so_whatever_else_was_wrong() -> None:
    assert words_of("invalid_client", "disabled") == words_of("invalid_token", "disabled")
    assert len(WORDS) > 20


# --- Key health -----------------------------------------------------------------------------------------------------


def used(consumer: Consumer, days_ago: int) -> Consumer:
    Consumer.objects.filter(pk=consumer.pk).update(last_used_at=timezone.now() - days_ago * DAY)
    return consumer


def there_for_long(consumer: Consumer) -> Consumer:
    Consumer.objects.filter(pk=consumer.pk).update(created=timezone.now() - 200 * DAY)
    return consumer


def expires(consumer: Consumer, days: int) -> Consumer:
    moment = timezone.now() + days * DAY
    ConsumerSecret.objects.filter(consumer=consumer).update(chosen_expiry=moment, expires_at=moment)
    return consumer


def used_permission(consumer: Consumer, permission: str, days_ago: int) -> None:
    day = (timezone.now() - days_ago * DAY).date()
    PermissionUse.objects.create(
        account=consumer.account,
        consumer=consumer,
        caller=f"{consumer.pk}-{permission}",
        permission=permission,
        first_used_on=day,
        last_used_on=day,
    )


@pytest.fixture
def cast(account: Account) -> dict[str, Consumer]:
    """A consumer for each finding, named like it, and one that is as it should be."""
    group = GroupFactory.create(account=account, permissions=["items:view", "items:edit"])
    names = [state.value for state in Health] + ["in order"]
    made = {name: new_consumer(account, name=name, permission_group=group).owner for name in names}
    for name, consumer in made.items():
        used(expires(there_for_long(consumer), 200), 0)
        for permission in group.permissions:
            used_permission(consumer, permission, 120 if (name, permission) == ("over_permitted", "items:edit") else 3)
    Consumer.objects.filter(pk=made["never_used"].pk).update(last_used_at=None)
    used(made["idle"], 91)
    expires(made["expiring"], 13)
    ConsumerSecret.objects.filter(consumer=made["without_expiry"]).update(chosen_expiry=None, expires_at=None)
    disable_consumer(consumer=made["disabled"], by=TESTER)
    return made


def test_each_finding_finds_its_own_and_no_other(account: Account, cast: dict[str, Consumer]) -> None:
    for state in Health:
        assert [str(found) for found in Consumer.objects.of(account).in_health(state)] == [state.value]


def test_the_card_counts_and_leads_to_the_list(client_of_ana: Client, cast: dict[str, Consumer]) -> None:
    findings = client_of_ana.get(KEY).context["health"]
    assert [finding.count for finding in findings] == [1] * len(Health)
    for finding, state in zip(findings, health.WORDS, strict=True):
        table = client_of_ana.get(finding.url).context["table"]
        assert [row["row"].name for row in table] == [state]


def test_when_nothing_is_found_everything_is_in_order(client_of_ana: Client, account: Account) -> None:
    group = GroupFactory.create(account=account, permissions=["items:view"])
    consumer = used(expires(new_consumer(account, permission_group=group).owner, 30), 1)
    used_permission(consumer, "items:view", 1)
    assert "Everything is in order" in client_of_ana.get(KEY).content.decode()
    assert "Everything is in order" not in client_of_ana.get(LIST).content.decode()


@pytest.mark.parametrize(("age", "is_found"), [(6, False), (8, True)])
def test_a_consumer_has_a_week_to_be_used_for_the_first_time(account: Account, age: int, is_found: bool) -> None:
    consumer = new_consumer(account).owner
    Consumer.objects.filter(pk=consumer.pk).update(created=timezone.now() - age * DAY)
    assert Consumer.objects.of(account).never_used().exists() is is_found


def test_a_secret_that_was_rotated_in_time_is_no_finding(account: Account, cast: dict[str, Consumer]) -> None:
    rotate_secret(consumer=cast["expiring"], overlap=timedelta(hours=24), by=TESTER)
    assert not Consumer.objects.of(account).expiring().exists()


def test_more_than_a_hundred_are_not_counted(
    account: Account, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(health, "COUNTED", 2)
    for _number in range(5):
        there_for_long(new_consumer(account, permission_group=GroupFactory.create(account=account)).owner)
    with django_assert_num_queries(len(Health)):
        assert {finding.count for finding in health.findings(account)} == {3}


def test_another_accounts_consumers_are_not_counted(cast: dict[str, Consumer]) -> None:
    assert health.findings(AccountFactory.create()) == []
