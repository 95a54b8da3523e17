"""Know before you cut: what will stop is said, counted within bounds, and what is in use takes a typed word."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Account, User
from apps.common.tokens import digest
from apps.connections.models import AccessToken, Authorization, CallAddress, Consumer
from apps.connections.services.authorizations import grant_authorization
from apps.connections.services.consumer_secrets import rotate_secret
from apps.connections.services.meter import count_call
from apps.settings.sections.api_connections import impact
from tests.conftest import sign_in
from tests.factories import TESTER, UserFactory, new_api_key, new_code_consumer, new_consumer
from tests.settings.conftest import HTMX

CONSUMERS = "/settings/api-connections/consumers/"
CONSENTS = "/settings/api-connections/authorizations/"
KEY = "/settings/api-connections/key/"
DAY = timedelta(hours=24)


@pytest.fixture
def client_of_ana(ana: User) -> Client:
    return sign_in(ana)


@pytest.fixture
def busy(account: Account, bruno: User) -> Consumer:
    """An app with a user, a token, and a call from each of two addresses."""
    app = new_code_consumer(account, name="Campo").owner
    consent = grant_authorization(consumer=app, user=bruno, scopes=["items:view"], by=TESTER)
    AccessToken.objects.create(
        application=app, user=bruno, authorization=consent, token_checksum=digest("one"), scope="items:view",
        expires=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    for address in ("203.0.113.9", "198.51.100.4"):
        Consumer.objects.update(last_used_at=None)
        app.refresh_from_db()
        count_call(account=account, caller=str(app.pk), caller_limit=None, used=[app, consent], address=address)
    return app


def page_of(consumer: Consumer, page: str) -> str:
    return reverse(f"settings:connections_consumer_{page}", args=[consumer.pk])


def html_of(client: Client, url: str) -> str:
    return client.get(url, headers=HTMX).content.decode()


FACTS = (
    "1 live token ends.", "1 user is affected.", "2 calls in the last 24 hours.", "at least 2 addresses", "Last used:",
)  # fmt: skip


@pytest.mark.parametrize("page", ["disable", "delete"])
def test_what_stops_is_said_and_takes_the_name(client_of_ana: Client, busy: Consumer, page: str) -> None:
    url = page_of(busy, page)
    html = html_of(client_of_ana, url)
    assert [fact for fact in FACTS if fact not in html] == []
    assert 'data-typed-confirm="Campo"' in html
    for typed in ("", "campo"):
        assert client_of_ana.post(url, {"word": typed}, headers=HTMX).status_code == 422
    assert Consumer.objects.get().is_enabled
    assert client_of_ana.post(url, {"word": "Campo"}, headers=HTMX).status_code == 204
    assert not Consumer.objects.filter(is_enabled=True).exists()


def test_what_nobody_uses_takes_one_click(client_of_ana: Client, account: Account) -> None:
    consumer = new_consumer(account, name="Puente").owner
    html = html_of(client_of_ana, page_of(consumer, "disable"))
    assert "No call in the last 24 hours." in html
    assert "data-typed-confirm" not in html
    client_of_ana.post(page_of(consumer, "disable"))
    assert not Consumer.objects.get().is_enabled


def test_a_rotation_without_overlap_takes_the_name_and_one_with_overlap_does_not(
    client_of_ana: Client, busy: Consumer
) -> None:
    url = page_of(busy, "rotate")
    html = html_of(client_of_ana, url)
    assert "1 live token goes on until it expires." in html
    assert [fact for fact in FACTS[2:] if fact not in html] == []
    assert client_of_ana.post(url, {"overlap": 0}, headers=HTMX).status_code == 422
    assert busy.secrets.count() == 1
    assert client_of_ana.post(url, {"overlap": 24}, headers=HTMX).status_code == 200
    assert client_of_ana.post(url, {"overlap": 0, "word": "Campo"}, headers=HTMX).status_code == 200
    assert busy.secrets.live().count() == 1


def test_ending_the_old_secret_says_when_it_was_last_used(client_of_ana: Client, account: Account) -> None:
    consumer = new_consumer(account, name="Puente").owner
    old = consumer.secrets.get()
    rotate_secret(consumer=consumer, overlap=DAY, by=TESTER)
    url = page_of(consumer, "end_old")
    assert "It was never used." in html_of(client_of_ana, url)
    old.note_use("203.0.113.9")
    html = html_of(client_of_ana, url)
    assert old.masked in html
    assert "203.0.113.9" in html
    assert client_of_ana.post(url, headers=HTMX).status_code == 422
    assert client_of_ana.post(url, {"word": "Puente"}, headers=HTMX).status_code == 204
    assert consumer.secrets.live().count() == 1


@pytest.mark.parametrize("page", ["rotate", "end-old", "delete"])
def test_the_key_pair_in_use_takes_the_end_of_the_key(client_of_ana: Client, account: Account, page: str) -> None:
    made = new_api_key(account)
    if page == "end-old":
        client_of_ana.post(f"{KEY}rotate/", {"overlap": 24})
    secret = made.owner.secrets.last()
    assert secret is not None
    count_call(account=account, caller="api_key", caller_limit=None, used=[secret], address="203.0.113.9")
    html = html_of(client_of_ana, f"{KEY}{page}/")
    assert "203.0.113.9" in html
    word = made.owner.key[-4:]
    assert f'data-typed-confirm="{word}"' in html
    assert client_of_ana.post(f"{KEY}{page}/", {"overlap": 0}, headers=HTMX).status_code == 422
    assert client_of_ana.post(f"{KEY}{page}/", {"overlap": 0, "word": word}, headers=HTMX).status_code in (200, 204)


@pytest.mark.parametrize(("which", "word"), [("this", "Campo"), ("app", "Campo"), ("user", "Bruno Sosa")])
def test_revoking_what_is_in_use_takes_the_name(client_of_ana: Client, busy: Consumer, which: str, word: str) -> None:
    url = f"{CONSENTS}{Authorization.objects.get().pk}/revoke/"
    html = html_of(client_of_ana, f"{url}?which={which}")
    assert f'data-typed-confirm="{word}"' in html
    assert "1 live token ends." in html
    assert client_of_ana.post(url, {"which": which}, headers=HTMX).status_code == 422
    assert client_of_ana.post(url, {"which": which, "word": word}, headers=HTMX).status_code == 204
    assert not Authorization.objects.live().exists()


def test_what_was_disabled_a_moment_ago_is_undone_from_message_and_panel(client_of_ana: Client, busy: Consumer) -> None:
    def undo_of(html: str) -> str:
        return html.partition(f'action="{CONSUMERS}')[2].partition('"')[0]

    listed = client_of_ana.post(page_of(busy, "disable"), {"word": "Campo"}, follow=True).content.decode()
    assert undo_of(listed).startswith("undo/?until=")
    assert "Disabled 0\xa0minutes ago" in html_of(client_of_ana, page_of(busy, "change"))
    answer = client_of_ana.post(CONSUMERS + undo_of(listed), follow=True).content.decode()
    assert "Campo is enabled again, with the tokens that it had." in answer
    assert AccessToken.objects.live().count() == 1
    late = client_of_ana.post(page_of(busy, "undo"), follow=True).content.decode()
    assert "too late" in late


def test_what_was_revoked_a_moment_ago_is_undone_all_together(
    client_of_ana: Client, account: Account, bruno: User, ana: User
) -> None:
    app = new_code_consumer(account, name="Campo").owner
    rows = [grant_authorization(consumer=app, user=user, scopes=["items:view"], by=TESTER) for user in (ana, bruno)]
    listed = client_of_ana.post(f"{CONSENTS}{rows[0].pk}/revoke/", {"which": "app"}, follow=True).content.decode()
    url = CONSENTS + listed.partition(f'action="{CONSENTS}')[2].partition('"')[0]
    assert "2 authorizations are back" in client_of_ana.post(url, follow=True).content.decode()
    assert Authorization.objects.live().count() == 2


def test_what_a_user_withdrew_is_not_offered_to_an_administrator(
    client_of_ana: Client, account: Account, bruno: User
) -> None:
    app = new_code_consumer(account, name="Campo").owner
    consent = grant_authorization(consumer=app, user=bruno, scopes=["items:view"], by=TESTER)
    sign_in(bruno).post(reverse("revoke-my-authorization", args=[consent.pk]))
    assert Authorization.objects.restorable().exists()
    assert "/undo/" not in html_of(client_of_ana, f"{CONSENTS}{consent.pk}/")
    client_of_ana.post(f"{CONSENTS}{consent.pk}/undo/")
    assert not Authorization.objects.live().exists()


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 40, "1.5"])
def test_an_undo_of_nothing_changes_nothing(client_of_ana: Client, busy: Consumer, until: str) -> None:
    for url in (CONSUMERS, CONSENTS):
        html = client_of_ana.post(f"{url}undo/?until={until}", follow=True).content.decode()
        assert "too late" in html


def test_undo_reaches_no_other_account(client_of_ana: Client, other_account: Account, carla: User) -> None:
    theirs = new_consumer(other_account).owner
    other = sign_in(carla)
    listed = other.post(page_of(theirs, "disable"), follow=True).content.decode()
    url = CONSUMERS + listed.partition(f'action="{CONSUMERS}')[2].partition('"')[0]
    client_of_ana.post(url)
    assert not Consumer.objects.get().is_enabled


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, headers=HTMX).status_code == 200
    return len(captured)


def test_the_question_needs_as_many_queries_however_much_there_is(
    client_of_ana: Client, busy: Consumer, account: Account
) -> None:
    consent = Authorization.objects.get()
    urls = [page_of(busy, "disable"), page_of(busy, "delete"), page_of(busy, "rotate")]
    urls += [f"{CONSENTS}{consent.pk}/revoke/?which={which}" for which in ("this", "app", "user")]
    few = [queries(client_of_ana, url) for url in urls]
    for user in UserFactory.create_batch(20, account=account):
        grant_authorization(consumer=busy, user=user, scopes=["items:view"], by=TESTER)
    assert [queries(client_of_ana, url) for url in urls] == few
    assert max(few) <= 12


def test_nothing_is_counted_further_than_it_is_told(
    client_of_ana: Client, busy: Consumer, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impact, "MOST", 3)
    for user in UserFactory.create_batch(5, account=account):
        grant_authorization(consumer=busy, user=user, scopes=["items:view"], by=TESTER)
    assert "more than 3 users are affected." in html_of(client_of_ana, page_of(busy, "disable"))
    limits = [query["sql"] for query in captured_of(client_of_ana, page_of(busy, "disable")) if "COUNT" in query["sql"]]
    assert all("LIMIT 4" in sql for sql in limits if "connections_" in sql)


def captured_of(client: Client, url: str) -> list[dict[str, Any]]:
    with CaptureQueriesContext(connection) as captured:
        client.get(url, headers=HTMX)
    return list(captured)


def test_addresses_are_noted_with_the_last_use_and_not_with_each_call(account: Account) -> None:
    consumer = new_consumer(account).owner
    for address in ("203.0.113.9", "198.51.100.4", None):
        count_call(account=account, caller=str(consumer.pk), caller_limit=None, used=[consumer], address=address)
        consumer.refresh_from_db()
    assert CallAddress.objects.get().address == "203.0.113.9"
