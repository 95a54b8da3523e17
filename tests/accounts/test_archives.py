"""All data of an account as one file: what is in it, what never is, and who makes it when processes die."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import tracemalloc
import zipfile
from datetime import timedelta
from typing import IO, Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from apps.accounts import services, usage
from apps.accounts.models import Account, Archive, ArchiveFile, ArchiveState, User
from apps.accounts.models.archive import MOST_ATTEMPTS
from apps.accounts.services.archives import forget_old, making
from apps.audit.models import Transaction
from apps.common import archiving, belonging
from apps.common.files.rows import FileRow
from apps.common.files.store import store
from tests.api.helpers import new_item
from tests.archives import new_archive, unpacked
from tests.factories import TESTER, UserFactory, new_api_key, new_consumer
from tests.meters import new_attachment
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("english")

of_one_database = pytest.mark.django_db(transaction=True)
"""What makes an archive reads by a connection of its own: only what is committed."""


def content_of(archive: Archive) -> bytes:
    content: bytes = services.open_archive(archive=Archive.objects.get(pk=archive.pk)).read()
    return content


def made(account: Account, **options: Any) -> Archive:
    """Asked for, and with AFTERWARDS_AT_ONCE made by the time it is answered."""
    archive = services.ask_archive(account=account, by=TESTER, **options)
    archive.refresh_from_db()
    return archive


@of_one_database
def test_it_holds_all_rows_and_files_of_the_account_and_nobody_elses(
    account: Account, other_account: Account, ana: User, carla: User
) -> None:
    new_item(account, "BOMBA-1")
    new_item(other_account, "TURBINA-9")
    secrets = [new_consumer(account, name="Puente").plain, new_api_key(account).plain]
    attachment = new_attachment(account, "EQ-1")
    archive = made(account, user=ana)
    assert (archive.state, archive.failure, archive.attempts) == (ArchiveState.DONE, "", 1)
    content = content_of(archive)
    manifest, tables, files = unpacked(content)
    assert [row["number"] for row in tables["accounts.account"]] == [account.number]
    assert {row["email"] for row in tables["accounts.user"]} == {ana.email}
    assert {row["code"] for row in tables["maintenance.item"]} == {"BOMBA-1", "EQ-1"}
    assert [row["name"] for row in tables["connections.consumer"]] == ["Puente"]
    # What was recorded after the moment at which it was read is not in it.
    actions = {row["action"] for row in tables["audit.transaction"]}
    assert ("archive_asked" in actions, "archive_made" in actions) == (True, False)
    with store().open(attachment.stored_as) as file:
        assert file.read() in files.values()
    text = repr(tables)
    assert not any(secret in text for secret in [*secrets, "TURBINA-9", carla.email, ana.password])
    assert manifest["rows"] == sum(map(len, tables.values())) == archive.rows
    assert (manifest["format"], manifest["version"], manifest["account_id"]) == ("conexiones-account", 1, account.pk)
    assert archive.file.checksum == hashlib.sha256(content).hexdigest()
    assert archive.file.size == len(content)
    assert [message.to for message in mail.outbox] == [[ana.email]]
    assert [entry.action for entry in Transaction.objects.order_by("number")][-2:] == ["archive_asked", "archive_made"]


@of_one_database
def test_the_list_says_how_many_rows_each_table_has_and_their_checksum(account: Account) -> None:
    UserFactory.create_batch(3, account=account)
    with zipfile.ZipFile(services.open_archive(archive=made(account))) as archive:
        for table in unpacked_manifest(archive)["tables"]:
            lines = archive.read(table["file"])
            assert table["rows"] == lines.count(b"\n"), table["name"]
            assert table["sha256"] == hashlib.sha256(lines).hexdigest(), table["name"]


def unpacked_manifest(archive: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


# --- every table and every field: in it, or left out with a reason ----------------------------------------------------

SECRET = re.compile(
    r"password|secret|sealed|digest|token|checksum|nonce|code_challenge|session_data|otp|private|^data$"
)
HARMLESS = {
    "audit.transaction.digest",  # the chain's own, by which an export of the log proves itself
    "accounts.account.secret_days",
    "accounts.user.password_set_at", "accounts.user.password_needs_two_step",
    "accounts.account.access_token_minutes",
}  # fmt: skip
"""Fields that are called like a secret and are none."""


def is_harmless(table: archiving.Table, name: str) -> bool:
    is_file = issubclass(table.model, FileRow) and name == "checksum"
    is_rule = table.name == "accounts.account" and name.startswith("password_")
    return is_file or is_rule or f"{table.name}.{name}" in HARMLESS


@pytest.mark.parametrize("table", archiving.tables(), ids=lambda table: table.name)
def test_every_field_is_in_it_or_left_out_with_a_reason(table: archiving.Table) -> None:
    for field in table.model._meta.concrete_fields:
        if field.name in table.left_out:
            assert len(table.left_out[field.name]) > 10
            assert field.attname not in table.columns
        elif isinstance(field, models.BinaryField):
            assert field.name in table.bytes_fields
        elif not (issubclass(table.model, FileRow) and field.name == "stored_as"):
            assert field.attname in table.columns
            name = f"{table.name}.{field.name}"
            assert is_harmless(table, field.name) or not SECRET.search(field.name), f"is {name} a secret? Leave it out"


def test_every_table_of_an_account_is_in_it_or_left_out_with_a_reason() -> None:
    names = {table.name for table in archiving.tables()}
    left_out = archiving.left_out_tables()
    for model in belonging.every_model():
        if belonging.belongs(model):
            assert (model._meta.label_lower in names) != (model._meta.label_lower in left_out)
    assert all(len(reason) > 10 for reason in left_out.values())


# --- one at a time, by whoever is there ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_while_one_is_made_nobody_asks_for_another(account: Account, other_account: Account) -> None:
    services.ask_archive(account=account, by=TESTER)
    with pytest.raises(ValidationError, match="being made already"):
        services.ask_archive(account=account, by=TESTER)
    services.ask_archive(account=other_account, by=TESTER)


@of_one_database
def test_of_many_who_ask_at_once_one_is_heard(account: Account) -> None:
    def asked(index: int) -> bool:
        try:
            services.ask_archive(account=account, by=TESTER)
        except ValidationError:
            return False
        return True

    assert at_once(4, asked).count(True) >= 1
    assert not Archive.objects.unfinished().exists()
    made_ones = Archive.objects.filter(state=ArchiveState.DONE).count()
    assert Transaction.objects.filter(action="archive_made").count() == made_ones == ArchiveFile.objects.count()


@of_one_database
def test_one_is_made_by_one_process_however_many_are_free(account: Account) -> None:
    Archive.objects.create(account=account)
    at_once(3, lambda index: services.make_waiting())
    assert Archive.objects.get().attempts == 1
    assert Transaction.objects.filter(action="archive_made").count() == 1


@of_one_database
def test_what_a_dead_process_left_is_begun_anew_once_its_lease_is_over(account: Account) -> None:
    now = timezone.now()
    archive = Archive.objects.create(
        account=account, state=ArchiveState.RUNNING, attempts=1, holder="dead", lease_until=now + timedelta(seconds=30)
    )
    assert services.make_waiting() == 0
    Archive.objects.update(lease_until=now - timedelta(seconds=1))
    call_command("make_archives", verbosity=0)
    archive.refresh_from_db()
    assert (archive.state, archive.attempts) == (ArchiveState.DONE, 2)


@of_one_database
def test_what_was_begun_several_times_fails_in_clear_words(account: Account, ana: User) -> None:
    Archive.objects.create(account=account, asker=ana, attempts=MOST_ATTEMPTS)
    services.make_waiting()
    archive = Archive.objects.get()
    assert (archive.state, archive.failure) == (ArchiveState.FAILED, "abandoned")
    assert "several times" in archive.get_failure_display()
    assert Transaction.objects.get(action="archive_failed").changes == {"failure": [None, "abandoned"]}
    assert mail.outbox[0].subject == "Your archive could not be made"


@of_one_database
def test_whoever_lost_their_lease_finishes_nothing_and_leaves_no_file(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = archiving.write

    def overtaken(account: models.Model, into: IO[bytes], note: Any) -> archiving.Progress:
        found = write(account, into, note)
        Archive.objects.update(holder="another")
        return found

    monkeypatch.setattr(archiving, "write", overtaken)
    before = files_there()
    Archive.objects.create(account=account)
    services.make_waiting()
    assert Archive.objects.get().state == ArchiveState.RUNNING
    assert files_there() == before


def files_there() -> set[str]:
    try:
        return {f"{folder}/{name}" for folder in store().listdir("")[0] for name in store().listdir(folder)[1]}
    except FileNotFoundError:
        return set()


@of_one_database
def test_the_lease_is_renewed_with_every_word_about_the_progress(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "EVERY", 0.0)
    monkeypatch.setattr(archiving.writing, "CHUNK", 1)
    seen = []
    call = making.Told.__call__

    def told(self: making.Told, progress: archiving.Progress) -> None:
        call(self, progress)
        seen.append(Archive.objects.values_list("tables_done", "rows", "lease_until").get())

    monkeypatch.setattr(making.Told, "__call__", told)
    UserFactory.create_batch(3, account=account)
    made(account)
    assert [tables for tables, _rows, _lease in seen] == sorted(tables for tables, _rows, _lease in seen)
    assert len({lease for _tables, _rows, lease in seen}) > 3


@of_one_database
@pytest.mark.parametrize(("error", "failure"), [(OSError(errno.ENOSPC, "full"), "no_room"), (ValueError(), "error")])
def test_why_it_failed_is_said(
    account: Account, monkeypatch: pytest.MonkeyPatch, error: Exception, failure: str
) -> None:
    def write(*args: Any) -> archiving.Progress:
        raise error

    monkeypatch.setattr(archiving, "write", write)
    archive = made(account)
    assert (archive.state, archive.failure) == (ArchiveState.FAILED, failure)
    services.ask_archive(account=account, by=TESTER)


@of_one_database
def test_it_is_read_as_at_one_moment_while_others_write(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    table_of = archiving.writing.Maker.table

    def table(self: Any, one: archiving.Table) -> dict[str, Any]:
        found = table_of(self, one)
        if one.name == "accounts.account":
            # Nobody waits for the archive, and it does not see what comes after its beginning.
            written.append(UserFactory.create(account=account, name="Tarde"))
        return found

    monkeypatch.setattr(archiving.writing.Maker, "table", table)
    _manifest, tables, _files = unpacked(content_of(made(account)))
    assert len(written) == 1
    assert "Tarde" not in {row["name"] for row in tables["accounts.user"]}


@pytest.mark.django_db
def test_after_its_time_it_goes_with_its_file(account: Account, django_capture_on_commit_callbacks: Any) -> None:
    old = new_archive(account, "old", expires_at=timezone.now() - timedelta(seconds=1))
    kept = new_archive(account, "kept")
    name = old.file.stored_as
    with django_capture_on_commit_callbacks(execute=True):
        forget_old()
    assert list(Archive.objects.all()) == [kept]
    assert not store().exists(name)
    assert store().exists(kept.file.stored_as)


@pytest.mark.django_db
def test_it_is_none_of_the_files_that_the_account_has_room_for(account: Account) -> None:
    attachment = new_attachment(account, "EQ-1")
    new_archive(account)
    assert usage.bytes_of_files(account) == attachment.size


@of_one_database
def test_its_memory_does_not_grow_with_the_account(account: Account) -> None:
    """Rows are fetched in pieces: the connection is asked for a part, never for all."""
    group = services.create_group(account=account, by=TESTER, name="G", permissions=["items:view"])
    users = [
        User(account=account, email=f"p{n}@people.example", name=f"Persona {n} {'x' * 80}", role="custom",
             permission_group=group, password="!") for n in range(6000)
    ]  # fmt: skip
    User.objects.bulk_create(users)
    tracemalloc.start()
    made(account)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert Archive.objects.get().rows > 6000
    assert peak < 12 * 1024 * 1024, f"{peak:,} bytes on {connection.vendor}"
