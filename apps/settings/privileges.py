"""What was granted beside what was used of it, in words: for a consumer, and for what a user allowed to an app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts import modules
from apps.accounts.models import Account
from apps.accounts.modules import Module
from apps.connections.models.permission_use import day_of
from apps.settings.navigation import Text

PERIODS = (30, 90)
"""Days; what was not used in the longest is called unused."""

UNUSED = "off"
"""The kind of pill of what was not used in the longest period."""

LastUsed = Mapping[str, date]
"""By permission, the day of its last use."""


@dataclass(frozen=True)
class Privilege:
    """One permission as a pill of this `kind`, with `words` that say when it was last used."""

    label: Text
    kind: str
    icon: str
    words: str


@dataclass(frozen=True)
class Row:
    """What is granted of one module. `is_off`: the account has switched it off."""

    label: Text
    is_off: bool
    privileges: list[Privilege]

    @property
    def is_unused(self) -> bool:
        return all(privilege.kind == UNUSED for privilege in self.privileges)


@dataclass(frozen=True)
class Use:
    """What is granted, and how much of it was used in the longest period. `lent` rows are shown apart."""

    rows: list[Row]
    lent: list[Row]
    granted: int
    used: int

    @property
    def summary(self) -> str:
        words = ngettext(
            "%(used)d of %(granted)d permission was used in the last %(days)d days.",
            "%(used)d of %(granted)d permissions were used in the last %(days)d days.",
            self.granted,
        )
        return words % {"used": self.used, "granted": self.granted, "days": PERIODS[-1]}

    @property
    def used_rows(self) -> list[Row]:
        return [row for row in self.rows if not row.is_unused]

    @property
    def unused_rows(self) -> list[Row]:
        return [row for row in self.rows if row.is_unused]

    @property
    def is_exact(self) -> bool:
        return self.used == self.granted


def use_of(
    granted: Iterable[str], last_used: LastUsed, account: Account, *, may_be_lent: frozenset[str] = frozenset()
) -> Use:
    """`granted` beside `last_used`. What only a Super Administrator holds is lent; `may_be_lent` counts as no grant."""
    held, owners = frozenset(granted), modules.owners_permissions()
    recent = {name for name, day in last_used.items() if age_of(day) <= PERIODS[-1]}
    plain, lent = (list(_rows(part, last_used, account)) for part in (held - owners, held & owners | may_be_lent))
    return Use(plain, lent, len(held), len(held & recent))


def since(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def age_of(day: date) -> int:
    """How many days ago `day` was, in UTC as uses are kept; one of tomorrow, by another clock, was today."""
    return max((day_of(timezone.now()) - day).days, 0)


def _rows(permissions: frozenset[str], last_used: LastUsed, account: Account) -> Iterator[Row]:
    for module in modules.every():
        held = [action for action in modules.ACTIONS if module.permission(action) in permissions]
        if held:
            is_off = not module.is_settings and module.name not in account.enabled_modules
            yield Row(module.label, is_off, [_privilege(module, action, last_used) for action in held])


def _privilege(module: Module, action: str, last_used: LastUsed) -> Privilege:
    day = last_used.get(module.permission(action))
    return Privilege(modules.ACTION_LABELS[action], *_pill(day), _in_words(day))


def _pill(day: date | None) -> tuple[str, str]:
    """Kind and icon: each period its own."""
    if day is None or age_of(day) > PERIODS[-1]:
        return UNUSED, "minus"
    return ("ok", "circle-check") if age_of(day) <= PERIODS[0] else ("warning", "clock")


def _in_words(day: date | None) -> str:
    if day is None:
        return _("never")
    days = age_of(day)
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days} if days else _("today")
