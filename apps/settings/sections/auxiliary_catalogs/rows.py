"""The catalogs as rows: a fixed, small list, which the registry makes and no table."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.company.catalogs.overview import Overview, overview
from apps.settings.panel import Column

CLOSED, OPEN, EMPTY = "closed", "open", "empty"
STATES = (
    (CLOSED, gettext_lazy("Only these values")),
    (OPEN, gettext_lazy("Other values too")),
    (EMPTY, gettext_lazy("No entries")),
)


def state_of(row: Overview) -> str:
    """What is accepted where the catalog is used."""
    return EMPTY if not row.entries else CLOSED if row.is_closed else OPEN


def state_in_words(row: Overview) -> str:
    return str(dict(STATES)[state_of(row)])


def used_in(row: Overview) -> str:
    return "; ".join(row.used_in)


COLUMNS = (
    Column("name", gettext_lazy("Catalog"), lambda row: str(row.kind.label)),
    Column("used_in", gettext_lazy("Used in"), used_in),
    Column("active", gettext_lazy("Active entries"), "active", css="numeric"),
    Column("entries", gettext_lazy("All entries"), "entries", css="numeric"),
    Column("state", gettext_lazy("Accepted"), state_in_words),
)


def rows_of(account: Account, *, search: str = "", state: str = "") -> list[Overview]:
    """The catalogs whose name or use has `search` in it, and which are in `state`; in one query."""
    words = search.casefold()
    found = [row for row in overview(account) if words in f"{row.kind.label} {row.kind.name} {used_in(row)}".casefold()]
    return [row for row in found if state in ("", state_of(row))]


def entries_url(catalog: str) -> str:
    """The list of the entries of `catalog`."""
    return f"{reverse('settings:company_catalogentry_changelist')}?{urlencode({'catalog': catalog})}"
