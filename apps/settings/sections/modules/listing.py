"""The list of modules as settings/modules/list.html shows it: searched, narrowed to those that are on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.accounts.models import Account
from apps.settings.panel.fixed_list import FixedList
from apps.settings.sections.modules.rows import OFF, ON, Row, rows_of
from apps.settings.sections.modules.section import SECTION

if TYPE_CHECKING:
    from django.http import HttpRequest

LIST = FixedList(
    list_name="settings:modules_list",
    export_name="settings:modules_export",
    module=SECTION.name,
    search_label=gettext_lazy("Search by name or description"),
    narrowed_by=gettext_lazy("Status"),
    states=((ON, pgettext_lazy("module", "On")), (OFF, pgettext_lazy("module", "Off"))),
)


def shown_rows(request: HttpRequest, account: Account) -> list[Row]:
    return rows_of(account, **LIST.asked(request))


def list_context(request: HttpRequest, account: Account) -> dict[str, Any]:
    rows = shown_rows(request, account)
    every = rows_of(account) if any(LIST.asked(request).values()) else rows
    return LIST.context(request, shown=len(rows), total=len(every)) | {
        "table": [(row, reverse("settings:modules_module", args=[row.module.name])) for row in rows],
    }
