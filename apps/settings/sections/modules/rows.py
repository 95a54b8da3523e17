"""The account's modules as rows: a fixed, small list, which the code makes and no table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy, pgettext

from apps.accounts import modules
from apps.accounts.grants import grants_by_module
from apps.accounts.models import Account
from apps.accounts.modules import Module
from apps.settings.panel import Column

ON, OFF = "on", "off"


@dataclass(frozen=True)
class Row:
    """`groups` is how many permission groups give something in the module."""

    module: Module
    is_on: bool
    groups: int

    @property
    def name(self) -> str:
        return str(self.module.label)

    @property
    def about(self) -> str:
        return str(self.module.about)

    @property
    def status(self) -> str:
        return pgettext("module", "On") if self.is_on else pgettext("module", "Off")


COLUMNS = (
    Column("name", gettext_lazy("Module")),
    Column("about", gettext_lazy("What it is")),
    Column("groups", gettext_lazy("Groups that grant it"), css="numeric"),
    Column("status", gettext_lazy("Status"), template="settings/modules/status.html"),
)


def rows_of(account: Account, *, search: str = "", state: str = "") -> list[Row]:
    """The modules whose name or description has `search` in it, and which are "on" or "off"; in one query."""
    granted = grants_by_module(account)
    rows = [Row(module, is_on(account, module), granted[module.name]) for module in modules.data()]
    return [row for row in rows if _has(row, search) and state in ("", ON if row.is_on else OFF)]


def is_on(account: Account, module: Module) -> bool:
    return module.name in account.enabled_modules


def _has(row: Row, search: str) -> bool:
    return search.casefold() in f"{row.name} {row.about}".casefold()
