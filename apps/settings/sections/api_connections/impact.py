"""What stops when something is cut off, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.settings.panel.columns import as_text
from apps.settings.templatetags.numbers import number

if TYPE_CHECKING:
    from apps.common.models import LastUsed

MOST = 10_000
"""So far it is counted; one more means that there is more."""
RECENTLY = timedelta(days=7)
"""A program that called within this time will probably call again, even if its last token has expired."""


@dataclass(frozen=True)
class Impact:
    """What works now and will not any more; `calls` and `addresses` are those of the last 24 hours.

    `last_used_at` is None for what was never used. Where no program of its own calls, `calls` is None.
    """

    tokens: int = 0
    users: int = 0
    calls: int | None = None
    addresses: int = 0
    last_used_at: datetime | None = None
    last_used_from: str | None = None

    @property
    def is_used(self) -> bool:
        is_recent = self.last_used_at is not None and timezone.now() - self.last_used_at < RECENTLY
        return bool(self.tokens or self.calls or is_recent)

    @property
    def is_live(self) -> bool:
        """Whether it is used, or could be without anybody here doing anything."""
        return bool(self.is_used or self.users)

    @property
    def in_words(self) -> list[str]:
        """Whole sentences, one for each fact."""
        facts = (self._tokens(), self._users(), self._calls(), self._addresses(), self._last_use())
        return [words for words in facts if words]

    @property
    def use_in_words(self) -> list[str]:
        """The same of a secret that is replaced: no token ends with it."""
        words = ngettext(
            "%(count)s live token goes on until it expires.", "%(count)s live tokens go on until they expire.",
            self.tokens,
        )  # fmt: skip
        tokens = words % {"count": up_to(self.tokens)} if self.tokens else ""
        facts = (self._calls(), self._addresses(), self._last_use(), tokens)
        return [fact for fact in facts if fact]

    def _tokens(self) -> str:
        words = ngettext("%(count)s live token ends.", "%(count)s live tokens end.", self.tokens)
        return words % {"count": up_to(self.tokens)} if self.tokens else ""

    def _users(self) -> str:
        words = ngettext("%(count)s user is affected.", "%(count)s users are affected.", self.users)
        return words % {"count": up_to(self.users)} if self.users else ""

    def _calls(self) -> str:
        if self.calls is None:
            return ""
        if not self.calls:
            return _("No call in the last 24 hours.")
        words = ngettext("%(count)s call in the last 24 hours.", "%(count)s calls in the last 24 hours.", self.calls)
        return words % {"count": number(self.calls)}

    def _addresses(self) -> str:
        """ "At least": the address is noted once a minute, not with each call."""
        if not self.addresses:
            return ""
        words = ngettext(
            "In the last 24 hours it was used from at least %(count)s address.",
            "In the last 24 hours it was used from at least %(count)s addresses.", self.addresses,
        )  # fmt: skip
        return words % {"count": up_to(self.addresses)}

    def _last_use(self) -> str:
        if self.last_used_at is None:
            return _("It was never used.")
        place = {"moment": as_text(self.last_used_at), "address": self.last_used_from}
        if self.last_used_from:
            return _("Last used: %(moment)s, from %(address)s.") % place
        return _("Last used: %(moment)s.") % place


def up_to(counted: int) -> str:
    """ "1,204", or "more than 10,000"."""
    return number(counted) if counted <= MOST else _("more than %(count)s") % {"count": number(MOST)}


def last_use(used: Iterable[LastUsed]) -> dict[str, Any]:
    """When, and from where, one of `used` was used last."""
    found = [row for row in used if row.last_used_at is not None]
    latest = max(found, key=lambda row: row.last_used_at, default=None)  # type: ignore[arg-type,return-value]
    return {"last_used_at": latest.last_used_at, "last_used_from": latest.last_used_from} if latest else {}
