"""Dates and numbers: in the account's time zone and date format, and in the language of whoever reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone, translation

from apps.accounts import date_formats, number_formats
from apps.accounts.date_formats import DateFormat, TimeFormat
from apps.accounts.mails import send_to
from apps.accounts.models import Account, User
from apps.audit.record import record
from apps.connections.models import AccessToken, ApiSecret, Authorization, Consumer, ConsumerSecret
from apps.connections.services.authorizations import grant_authorization
from apps.settings.panel.columns import as_text
from apps.settings.templatetags.moments import day, for_file, moment, written
from apps.settings.templatetags.numbers import at_least, file_size
from tests.addresses import every_address
from tests.conftest import sign_in
from tests.factories import PASSWORD, TESTER, new_api_key, new_code_consumer, new_consumer
from tests.settings.conftest import streamed

pytestmark = pytest.mark.django_db

KNOWN = datetime(2026, 3, 9, 2, 34, 56, tzinfo=UTC)
"""Elsewhere another day: 8 March, 21:34 in Bogotá."""
LANGUAGES = {"es": "8 mar 2026, 21:34", "en": "8 Mar 2026, 21:34", "pt-br": "8 mar 2026, 21:34"}
IN_UTC = ("02:34", "9 mar", "9 Mar", "9 de marzo", "09/03/2026")
OF_MACHINES = ("2026-03-0", "03/09/2026", "+00:00", "Mar. ", "March", "a.m.", "p.m.")
TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.fixture
def bogota(account: Account) -> Account:
    Account.objects.filter(pk=account.pk).update(time_zone="America/Bogota")
    account.refresh_from_db()
    return account


@pytest.fixture
def everything_then(bogota: Account, ana: User, bruno: User) -> Account:
    """A row of every list of the account, and every moment that it holds is KNOWN."""
    grant_authorization(consumer=new_code_consumer(bogota).owner, user=ana, scopes=["items:view"], by=TESTER)
    new_consumer(bogota)
    new_api_key(bogota)
    for model in (Account, User, Consumer, ConsumerSecret, ApiSecret, Authorization, AccessToken):
        rows: Any = model._default_manager
        rows.update(**{field.name: KNOWN for field in moments_of(model)})
    return bogota


def moments_of(model: Any) -> Iterator[Any]:
    """The columns that only tell of the past: what ends must not have ended."""
    ends = ("expires", "expires_at", "expire_date", "revoked_at", "restorable_until", "ownership_offer_ends")
    moments = (f for f in model._meta.fields if f.get_internal_type() == "DateTimeField" and f.name not in ends)
    return (f for f in moments if "clos" not in f.name)


def test_the_same_moment_in_each_language_and_time_zone() -> None:
    for language, text in LANGUAGES.items():
        with translation.override(language), timezone.override("America/Bogota"):
            assert written(KNOWN) == as_text(KNOWN) == text
            assert moment(KNOWN) == f'<time datetime="2026-03-08T21:34:56-05:00">{text}</time>'
    with translation.override("en"), timezone.override("Asia/Kolkata"):
        assert written(KNOWN) == "9 Mar 2026, 08:04"


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        (DateFormat.DAY_FIRST, "08/03/2026"),
        (DateFormat.MONTH_FIRST, "03/08/2026"),
        (DateFormat.YEAR_FIRST, "2026-03-08"),
    ],
)
def test_an_account_can_have_one_way_of_writing_dates(chosen: str, text: str) -> None:
    for language in LANGUAGES:
        with translation.override(language), timezone.override("America/Bogota"), date_formats.override(chosen):
            assert (written(KNOWN), day(KNOWN), day(KNOWN.date())) == (f"{text}, 21:34", text, text.replace("08", "09"))
    assert date_formats.current() == DateFormat.BY_LANGUAGE


@pytest.mark.parametrize(
    ("chosen", "text", "exact"),
    [(TimeFormat.HOURS_24, "21:34", "21:34:56"), (TimeFormat.HOURS_12, "9:34 PM", "9:34:56 PM")],
)
def test_an_account_can_count_the_hours_to_12_or_to_24(chosen: str, text: str, exact: str) -> None:
    for language in LANGUAGES:
        ways = (DateFormat.YEAR_FIRST, chosen)
        with translation.override(language), timezone.override("America/Bogota"), date_formats.override(*ways):
            assert written(KNOWN) == f"2026-03-08, {text}"
            assert for_file(KNOWN) == f"2026-03-08 {exact}"
            assert for_file(KNOWN.date()) == "2026-03-09"


@pytest.mark.parametrize(
    ("language", "whole", "decimal"),
    [("es", "1\xa0234\xa0567", "1\xa0234,5"), ("en", "1,234,567", "1,234.5"), ("pt-br", "1.234.567", "1.234,5")],
)
def test_numbers_have_the_separators_of_the_language(language: str, whole: str, decimal: str) -> None:
    with translation.override(language):
        assert (as_text(1234567), as_text(1234.5), as_text(12), as_text(True)[:1] in "YS") == (
            whole, decimal, "12", True
        )  # fmt: skip


def test_sizes_of_files_and_rates_have_the_account_s_signs_whatever_the_language() -> None:
    with translation.override("en"), number_formats.override("point_comma"):
        assert [file_size(size) for size in (667, 11_878)] == ["667\xa0bytes", "11,6\xa0KB"]
        rates = ("4180", "4829.5", "0.0000012345")
        assert [at_least(Decimal(rate), 2) for rate in rates] == ["4.180,00", "4.829,50", "0,0000012345"]


class Way(NamedTuple):
    """One way of writing KNOWN: what it looks like on a screen and in a file, and what it must look like nowhere."""

    settings: dict[str, str]
    shown: str
    filed: str
    wrong: tuple[str, ...]


WAYS = {
    "as Spanish writes it, in Bogotá": Way(
        {"time_zone": "America/Bogota"}, LANGUAGES["es"], "2026-03-08 21:34:56", (*IN_UTC, *OF_MACHINES)
    ),
    "day first with 12 hours, in Kolkata": Way(
        {"time_zone": "Asia/Kolkata", "date_format": DateFormat.DAY_FIRST, "time_format": TimeFormat.HOURS_12},
        "09/03/2026, 8:04 AM",
        "09/03/2026 8:04:56 AM",
        ("2026-03-0", "03/09/2026", "9 mar", "2:34", "08:04", "+00:00", "a.m."),
    ),
}


@pytest.fixture
def way(request: pytest.FixtureRequest, everything_then: Account, ana: User) -> Way:
    chosen = WAYS[request.param]
    Account.objects.filter(pk=everything_then.pk).update(**chosen.settings)
    User.objects.filter(pk=ana.pk).update(language="es")
    return chosen


@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_every_page_shows_moments_where_and_as_the_account_writes_them(
    way: Way, everything_then: Account, ana: User
) -> None:
    """What is shown of KNOWN is never its hour in UTC, and never the figure of a machine."""
    client, found, wrong = sign_in(ana), 0, []
    for path in pages(everything_then):
        answer = client.get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        text = re.sub(r'(datetime|value|content)="[^"]*"', "", answer.content.decode())
        found += text.count(way.shown)
        wrong += [(path, one) for one in way.wrong if one in text]
    assert wrong == []
    assert found > 10


@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_every_list_is_exported_where_and_as_the_account_writes_moments(
    way: Way, everything_then: Account, ana: User
) -> None:
    client = sign_in(ana)
    paths = [path for path in pages(everything_then) if path.endswith("/export/")]
    files = {
        path: streamed(client.get(f"{path}?columns=created&columns=created_at&columns=last_login")) for path in paths
    }
    assert len(files) >= 6
    wrong = [(path, one) for path, text in files.items() for one in ("02:34", "2:34:56", "+00:00") if one in text]
    assert wrong == []
    assert sum(text.count(way.filed) for text in files.values()) >= 1


@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_a_mail_is_written_as_the_account_writes_moments(way: Way, ana: User) -> None:
    ana = User.objects.select_related("account").get(pk=ana.pk)
    send_to(ana, "app_allowed", {"app": "Campo", "is_first": True, "permissions": [], "when": KNOWN, "my_url": ""})
    body = str(mail.outbox[-1].body)
    assert f"{way.shown} ({way.settings['time_zone']})" in body
    assert [one for one in way.wrong if one in body] == []


def pages(account: Account) -> list[str]:
    addresses = [a for a in every_address() if a.name.startswith(("settings:", "my-"))]
    addresses = [a for a in addresses if not a.name.startswith("settings:accounts_account")]
    return list(dict.fromkeys(path for address in addresses for path in address.paths(account)[:1]))


def test_a_row_of_the_log_is_shown_and_exported_in_the_account_s_time(bogota: Account, ana: User) -> None:
    client = sign_in(ana)
    entry = record("general.account_changed", account=bogota, actor=TESTER, target=bogota)
    local = timezone.localtime(entry.at, timezone.get_fixed_timezone(-300))
    page = client.get("/settings/transactions-log/").content.decode()
    with translation.override("en"), timezone.override("America/Bogota"):
        assert written(entry.at) in page
    assert f"{local:%Y-%m-%d %H:%M:%S}" in streamed(client.get("/settings/transactions-log/export/"))


def test_recorded_moments_modules_and_numbers_are_told_in_words(bogota: Account, ana: User) -> None:
    changes: dict[str, list[Any]] = {
        "created_at": [None, str(KNOWN)], "enabled_modules": [["items"], []], "calls_per_minute": [200, 12000],
        "number": [1477, 1478],
    }  # fmt: skip
    entry = record("general.account_changed", account=bogota, actor=TESTER, target=bogota, changes=changes)
    page = sign_in(ana).get(f"/settings/transactions-log/{entry.pk}/").content.decode()
    for words in ("8 Mar 2026, 21:34", "<del>Items</del>", "12,000", "1478"):
        assert words in page
    assert "2026-03-09" not in page


def test_the_date_format_of_the_account_holds_on_its_pages_and_ends_with_them(
    everything_then: Account, ana: User, bruno: User
) -> None:
    Account.objects.filter(pk=everything_then.pk).update(date_format=DateFormat.YEAR_FIRST)
    page = sign_in(ana).get(f"/settings/user-accounts/accounts/{bruno.pk}/").content.decode()
    assert "2026-03-08, 21:34" in page
    assert date_formats.current() == DateFormat.BY_LANGUAGE


def test_a_long_list_counts_with_separators(ana: User, account: Account) -> None:
    User.objects.bulk_create(
        User(account=account, email=f"p{n}@aguas.example", name="P", role="read_only") for n in range(1100)
    )
    for language, total in (("en", r"of 1,\d{3}"), ("pt-br", r"de 1\.\d{3}"), ("es", "de 1\xa0\\d{3}")):
        User.objects.filter(pk=ana.pk).update(language=language)
        page = sign_in(ana).get("/settings/user-accounts/accounts/").content.decode()
        assert re.search(total, page), language


def test_a_mail_tells_the_moment_where_its_reader_lives(bogota: Account, ana: User, bruno: User) -> None:
    client = sign_in(ana)
    new = f"{PASSWORD} once more"
    client.post("/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    body = str(mail.outbox[-1].body)
    assert "(America/Bogota)" in body
    assert "UTC" not in body
    with translation.override("en"), timezone.override("America/Bogota"):
        assert f"changed on {day(timezone.now())}, " in body


def test_no_template_writes_dates_by_itself() -> None:
    """A date goes through the filters of moments.py, which know the account; "c" is for machines, in an attribute."""
    own = re.compile(r'\|(?:date|time)\b(?!:"c")')
    assert [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*") if own.search(path.read_text())] == []


def test_no_template_shows_a_moment_as_it_is() -> None:
    """By its name: what ends in _at, and the other columns that hold a moment."""
    pattern = re.compile(r"\{\{\s*[\w.]*(?:_at|last_login|expire_date|expires|timestamp|\bnow)\s*\}\}")
    wrong = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*") if pattern.search(path.read_text())]
    assert wrong == []
