"""Whether the account's chain is whole, as it was found when it was last read: nothing is read anew for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit import chain, checking
from apps.audit.models import ChainCheck
from apps.settings.templatetags.numbers import number

REASONS = {
    "a transaction is missing or out of order": gettext_lazy("a transaction is missing or out of order"),
    "a transaction was altered": gettext_lazy("a transaction was altered"),
    "the end of the chain was cut off": gettext_lazy("the end of the chain was cut off"),
}


@dataclass(frozen=True)
class Status:
    """`kind` is one of templates/parts/status.html; `at` is None for a chain that was never read."""

    kind: str
    label: str
    sentence: str
    at: datetime | None = None

    @property
    def is_broken(self) -> bool:
        return self.kind == "danger"


def status_of(account_id: int) -> Status:
    check, (end, _digest) = checking.last(account_id), chain.end_of(account_id)
    if check is None:
        return Status("off", _("Not checked yet"), _("Nobody has read the chain yet."))
    if check.fault_number is not None:
        return Status("danger", _("Broken"), _broken(check), check.at)
    if check.number == end:
        sentence = _("The chain is intact: no transaction was altered, removed or reordered.")
        return Status("ok", _("Intact"), sentence, check.at)
    words = {"number": number(check.number), "end": number(end)}
    sentence = _("The chain is intact up to transaction %(number)s of %(end)s; the others were not read yet.") % words
    return Status("ok", _("Intact so far"), sentence, check.at)


def _broken(check: ChainCheck) -> str:
    words = {"number": check.fault_number, "reason": REASONS.get(check.fault_reason, check.fault_reason)}
    return _("The chain is broken at transaction %(number)d: %(reason)s.") % words
