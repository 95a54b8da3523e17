"""The chapters of the guide in their order; each is a template of its own, with the programs that it shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.api.guide.samples import Sample, sample


@dataclass(frozen=True)
class Chapter:
    """`name` is its anchor and its template, `programs` are the names of its samples."""

    name: str
    title: Promise
    programs: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        return f"api/guide/chapters/{self.name}.html"

    @property
    def samples(self) -> dict[str, Sample]:
        return {name: sample(name) for name in self.programs}


CHAPTERS = (
    Chapter("start", _("What you need")),
    Chapter("token", _("The first token"), ("first_token",)),
    Chapter("call", _("The first call"), ("first_call",)),
    Chapter("users", _("On behalf of a user"), ("authorize",)),
    Chapter("hawk", _("Signed requests (Hawk)"), ("hawk",)),
    Chapter("paging", _("Lists, page by page"), ("paging",)),
    Chapter("filters", _("Filters and dates"), ("filters",)),
    Chapter("writing", _("Adding and changing"), ("create", "change")),
    Chapter("errors", _("Errors, and what to do"), ("careful",)),
    Chapter("limits", _("Limits and headers"), ("limits",)),
    Chapter("settings", _("Automating the settings"), ("settings",)),
    Chapter("permissions", _("Permissions and addresses")),
)
