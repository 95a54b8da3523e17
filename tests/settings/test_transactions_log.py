"""Transactions Log: read-only, in words, and whether it is whole."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from apps.accounts import services
from apps.accounts.models import Account, PermissionGroup, User
from apps.audit import chain, checking
from apps.audit.actors import Actor, ActorKind
from apps.audit.events import EVENTS, KINDS, sentence_of
from apps.audit.models import ChainHead, Transaction
from apps.audit.record import record
from tests.conftest import sign_in
from tests.factories import TESTER, GroupFactory, new_consumer

LOG = "/settings/transactions-log/"
EVENT = re.compile(r"""record\w*\(\s*f?["']([a-z_]+(?:\.[a-z_]+)?)["']""")
CONSUMER = Actor(ActorKind.CONSUMER, id="7", name="Puente ERP", address="192.0.2.7")


@pytest.fixture
def auditor(account: Account) -> User:
    """Somebody who may look at the log and export it, and nothing else."""
    group = GroupFactory.create(account=account, permissions=["transactions_log:view", "transactions_log:reports"])
    return services.create_user(
        account=account, by=TESTER, email="aura@aguas.example", name="Aura Paz", role="custom", permission_group=group,
        password="correct horse battery staple", language="en",
    )  # fmt: skip


def table(client: Client, query: str = "") -> list[Transaction]:
    return [entry["row"] for entry in client.get(LOG + query).context["table"]]


def test_every_event_that_the_code_records_has_a_kind_and_a_sentence() -> None:
    root = Path(settings.BASE_DIR) / "apps"
    found = {name for path in root.rglob("*.py") for name in EVENT.findall(path.read_text())}
    # A service that records several puts what they have in common before the name.
    undescribed = {name for name in found - set(EVENTS) if "." in name or not any(e.endswith(name) for e in EVENTS)}
    assert found
    assert undescribed == set()
    assert {event.kind for event in EVENTS.values()} <= set(KINDS)


def test_the_log_tells_what_happened_in_sentences(ana: User, account: Account) -> None:
    new_consumer(account, name="Puente ERP")
    page = sign_in(ana).get(LOG).content.decode()
    assert "The OAuth consumer Puente ERP was created." in page
    assert "Ana Prado signed in." in page


def test_an_event_that_nobody_described_is_still_readable(account: Account) -> None:
    entry = record("items.item_moved", account=account, actor=TESTER, target=account)
    with translation.override("en"):
        assert sentence_of(entry) == "Item moved: Aguas del Valle - 477"


def test_the_panel_shows_before_and_after_in_words(ana: User, technicians: PermissionGroup) -> None:
    services.update_group(group=technicians, by=TESTER, permissions=["items:view"], is_read_only=True)
    entry = Transaction.objects.get(action="group_changed")
    answer = sign_in(ana).get(f"{LOG}{entry.pk}/")
    changes = {change.field: (change.before, change.after) for change in answer.context["changes"]}
    label = next(iter(changes["Permissions"][0])).partition(":")[0]
    assert changes["Permissions"] == ([f"{label}: View, Edit"], [f"{label}: View"])
    assert changes["Read-only"] == (["No"], ["Yes"])
    assert entry.request_id in answer.content.decode()


def test_roles_and_blanks_are_told_in_words(ana: User, bruno: User) -> None:
    services.update_user(user=bruno, by=TESTER, role="administrator", permission_group=None)
    entry = Transaction.objects.get(action="user_changed")
    changes = {change.field: change.after for change in sign_in(ana).get(f"{LOG}{entry.pk}/").context["changes"]}
    assert changes == {"Role": ["Administrator"], "Permission group": ["—"]}


def test_nobody_can_change_the_log(ana: User) -> None:
    client = sign_in(ana)
    entry = Transaction.objects.latest("at")
    assert 'id="panel-form"' not in client.get(f"{LOG}{entry.pk}/").content.decode()
    assert client.get(f"{LOG}add/").status_code == 404
    client.post(f"{LOG}{entry.pk}/", {"actor_name": "Nobody"})
    assert client.post(LOG, {"action": "delete_selected", "selected": entry.pk}).status_code == 404
    entry.refresh_from_db()
    assert entry.actor_name == "Ana Prado"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?since=2024-03-02", {"third"}),
        ("?until=2024-03-01", {"first", "second"}),
        ("?since=2024-03-01&until=2024-03-01", {"first", "second"}),
        ("?actor_kind=consumer", {"second"}),
        ("?actor=puente", {"second"}),
        ("?module=items", {"second", "third"}),
        ("?kind=add", {"second"}),
        ("?kind=edit", {"third"}),
        ("?q=puente", {"second"}),
        ("?q=192.0.2.7", {"second"}),
        ("?since=nonsense", set()),
        ("?since=0001-01-01&until=9999-12-31", {"first", "second", "third"}),
        ("?about=account:nothing", set()),
        ("?about=;drop", set()),
        ("?about=%00", set()),
    ],
)
def test_the_log_is_filtered_and_searched(ana: User, account: Account, query: str, found: set[str]) -> None:
    client = sign_in(ana)
    names = {
        "first": at(2024, 3, 1, "account.resumed", TESTER, account),
        "second": at(2024, 3, 1, "items.item_created", CONSUMER, account),
        "third": at(2024, 3, 2, "items.item_changed", TESTER, account),
    }
    shown = {entry.pk for entry in table(client, query)}
    assert {name for name, pk in names.items() if pk in shown} == found


def at(year: int, month: int, day: int, event: str, actor: Actor, account: Account) -> int:
    """A transaction of that day. Only the list is looked at here, so that its chain need not be whole."""
    entry = Transaction(
        account=account, number=1000 + Transaction.objects.count(), at=datetime(year, month, day, 12, tzinfo=UTC),
        module=event.partition(".")[0], action=event.partition(".")[2], kind=EVENTS[event].kind,
        actor_kind=actor.kind.value,
        actor_id=actor.id, actor_name=actor.name, address=actor.address, key_version="x", digest="x",
    )  # fmt: skip
    entry.save()
    return entry.pk


def test_a_day_is_a_day_of_the_account(ana: User, account: Account) -> None:
    account.time_zone = "America/Bogota"
    account.save()
    client = sign_in(ana)
    entry = at(2024, 3, 2, "account.resumed", TESTER, account)
    late = Transaction(
        account=account, number=5000, at=datetime(2024, 3, 3, 3, tzinfo=UTC), module="account", action="resumed",
        actor_kind="system", key_version="x", digest="x",
    )  # fmt: skip
    late.save()
    assert {row.pk for row in table(client, "?since=2024-03-02&until=2024-03-02")} == {entry, late.pk}


def test_everything_that_happened_to_one_record_has_a_link(ana: User, technicians: PermissionGroup) -> None:
    services.update_group(group=technicians, by=TESTER, name="Taller")
    rows = table(sign_in(ana), f"?about=permissiongroup:{technicians.pk}")
    assert [row.action for row in rows] == ["group_changed"]


def test_an_intact_chain_is_said_to_be_intact(auditor: User) -> None:
    answer = sign_in(auditor).post(f"{LOG}verify/", follow=True)
    assert "The chain is intact" in answer.content.decode()


def test_a_broken_chain_is_said_to_be_broken(ana: User, account: Account) -> None:
    client = sign_in(ana)
    head = ChainHead.objects.get(chain=account.pk)
    ChainHead.objects.filter(pk=head.pk).update(number=head.number + 1)
    assert "The chain is broken at transaction" in client.post(f"{LOG}verify/", follow=True).content.decode()


def test_the_log_says_how_far_its_chain_was_read_and_reads_nothing_anew(
    ana: User, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(ana)
    assert "Not checked yet" in client.get(LOG).content.decode()
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    record("account.resumed", account=account, actor=TESTER, target=account)
    client.post(f"{LOG}verify/")
    monkeypatch.setattr(chain, "read", None)
    page = client.get(LOG).content.decode()
    end = Transaction.objects.of(account).count()
    assert f"The chain is intact up to transaction 1 of {end}; the others were not read yet." in page
    assert "Last checked:" in page


def test_what_happens_while_the_chain_is_read_does_not_break_it(
    ana: User, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = chain._links

    def busy(*part: Any) -> Iterator[Any]:
        record("account.resumed", account=account, actor=TESTER, target=account)
        yield from links(*part)

    sign_in(ana)
    monkeypatch.setattr(chain, "_links", busy)
    assert chain.verify(account.pk) is None


def test_verifying_is_never_a_link(ana: User) -> None:
    assert sign_in(ana).get(f"{LOG}verify/").status_code == 405


def test_the_export_needs_the_password_again_and_holds_the_filtered_rows(auditor: User, account: Account) -> None:
    new_consumer(account, name="=Puente ERP")
    client = sign_in(auditor)
    answer: Any = client.get(f"{LOG}export/?kind=add&columns=changes")
    lines = b"".join(answer.streaming_content).decode()
    assert "The OAuth consumer =Puente ERP was created." in lines
    assert "signed in" not in lines
    session = client.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= 11 * 60
    session.save()
    assert client.get(f"{LOG}export/")["Location"].startswith("/confirm/")


@pytest.mark.parametrize("path", [LOG, f"{LOG}export/"])
def test_the_log_is_only_for_those_who_may(path: str, ana: User, auditor: User, bruno: User) -> None:
    statuses = {user: sign_in(user).get(path).status_code for user in (ana, auditor, bruno)}
    assert statuses == {ana: 200, auditor: 200, bruno: 403}
    assert Client().get(path)["Location"].startswith("/sign-in/")


def test_nothing_of_another_account_is_in_the_log(ana: User, carla: User) -> None:
    sign_in(carla)
    theirs = Transaction.objects.latest("at")
    client = sign_in(ana)
    assert client.get(f"{LOG}{theirs.pk}/").status_code == 404
    assert carla.name not in client.get(f"{LOG}?q=carla").content.decode()
    assert theirs not in table(client)


def test_a_longer_log_needs_no_more_queries(ana: User, account: Account) -> None:
    client = sign_in(ana)
    with CaptureQueriesContext(connection) as few:
        client.get(LOG)
    for number in range(12):
        record(
            "account.resumed", account=account, actor=Actor(ActorKind.USER, name=f"Persona {number}"), target=account
        )
    with CaptureQueriesContext(connection) as many:
        client.get(LOG)
    assert len(few) == len(many)


def test_R062_what_stands_in_the_log_is_never_markup(ana: User, account: Account) -> None:
    hostile: Any = "<script>alert(1)</script>"
    entry = record(
        "items.item_changed", account=account, actor=Actor(ActorKind.CONSUMER, name=hostile), target=account,
        changes={hostile: [hostile, [hostile]]},
    )  # fmt: skip
    client = sign_in(ana)
    for url in (LOG, f"{LOG}?columns=changes", f"{LOG}{entry.pk}/"):
        assert hostile not in client.get(url).content.decode()
