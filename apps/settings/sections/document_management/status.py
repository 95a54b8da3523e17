"""Where a document stands, as a pill: the list, its filter and the panel say the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.company.models import Document, DocumentStatus
from apps.settings.templatetags.moments import day

ENDING = "ending"
LOOKS = {
    DocumentStatus.DRAFT: ("info", "file-text"),
    DocumentStatus.UPCOMING: ("info", "clock"),
    DocumentStatus.IN_FORCE: ("ok", ""),
    DocumentStatus.EXPIRED: ("danger", ""),
    DocumentStatus.OBSOLETE: ("off", ""),
}
CHOICES = (
    ("", gettext_lazy("All")),
    *DocumentStatus.choices,
    (ENDING, gettext_lazy("Ends within 30 days")),
)


@dataclass(frozen=True)
class State:
    """What the pill says, how it looks (templates/parts/status.html), and what ends soon."""

    words: str | Promise
    kind: str
    icon: str = ""
    warning: str = ""

    def __str__(self) -> str:
        return f"{self.words}. {self.warning}" if self.warning else str(self.words)


def state_of(document: Document) -> State:
    """On this day in the account's time zone, in which the reader is."""
    today = timezone.localdate()
    status = document.status_on(today)
    kind, icon = LOOKS[status]
    warning = _("Ends on %(day)s") % {"day": day(document.valid_until)} if document.ends_soon(today) else ""
    return State(status.label, kind, icon, warning)
