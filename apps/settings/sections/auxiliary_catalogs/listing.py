"""The list of catalogs as settings/auxiliary_catalogs/catalogs.html shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.company.catalogs.overview import Overview
from apps.settings.panel.fixed_list import FixedList
from apps.settings.sections.auxiliary_catalogs.rows import STATES, entries_url, rows_of, state_of
from apps.settings.sections.auxiliary_catalogs.section import SECTION

if TYPE_CHECKING:
    from django.http import HttpRequest

LIST = FixedList(
    list_name="settings:auxiliary_catalogs_list",
    export_name="settings:auxiliary_catalogs_export",
    module=SECTION.name,
    search_label=gettext_lazy("Search by name or use"),
    narrowed_by=gettext_lazy("Accepted"),
    states=tuple(STATES),
)


def shown_rows(request: HttpRequest, account: Account) -> list[Overview]:
    return rows_of(account, **LIST.asked(request))


def list_context(request: HttpRequest, account: Account) -> dict[str, Any]:
    rows = rows_of(account)
    found = shown_rows(request, account) if any(LIST.asked(request).values()) else rows
    return LIST.context(request, shown=len(found), total=len(rows)) | {
        "table": [(row, state_of(row), entries_url(row.kind.name)) for row in found],
        "states": dict(STATES),
    }
