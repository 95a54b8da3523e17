"""The sidebar. Sections register themselves, and each screen of a section says who may open it.

    section = navigation.register(Section("api_connections", _("API Connections"), icon="webhook"))

A screen (a PanelAdmin with its list and panel, or a Page) names its `section`, its `slug` (the last word of its URL; ""
when the section has one screen only), its `label` and its `icon`. A section with several screens shows them as tabs, in
the order in which the site got them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise

from apps.accounts.modules import VIEW
from apps.accounts.permissions import Refusal, refusal
from apps.settings.access import caller_of, may

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

Text = str | Promise
ORDER = (
    "accounts",
    "general",
    "user_accounts",
    "business_calendar",
    "modules",
    "financial",
    "auxiliary_catalogs",
    "document_management",
    "transactions_log",
    "security",
    "api_connections",
    "guest_portal",
    "account",
)


class Screen:
    """One page of a section, with its own URL. `module` (default: the section's name) decides who may open it."""

    section: Section
    slug: str = ""
    label: Text
    icon: str = ""
    module: str = ""
    url_name: str = ""

    def may_open(self, request: HttpRequest) -> bool:
        return may(request, self.module or self.section.name, VIEW)

    def refusal(self, request: HttpRequest) -> Refusal | None:
        """Why the caller may not open the screen."""
        return refusal(caller_of(request), self.module or self.section.name, VIEW)

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the screen, relative to `path`."""
        return []

    @property
    def path(self) -> str:
        """Below /settings/: "api-connections/consumers/"."""
        return f"{self.section.path}{self.slug}/" if self.slug else self.section.path

    @property
    def url(self) -> str:
        return reverse(f"settings:{self.url_name}")


@dataclass(eq=False)
class Section:
    """An entry of the sidebar. `name` is one of ORDER, spelled the same in URL, module and template folder."""

    name: str
    label: Text
    icon: str
    screens: list[Screen] = field(default_factory=list)

    @property
    def path(self) -> str:
        return self.name.replace("_", "-") + "/"

    def open_screens(self, request: HttpRequest) -> list[Screen]:
        return [screen for screen in self.screens if screen.may_open(request)]


@dataclass(frozen=True)
class Link:
    """What the templates of sidebar and tabs need."""

    label: Text
    icon: str
    url: str
    is_current: bool


_sections: dict[str, Section] = {}


def register(section: Section) -> Section:
    """Add `section`. Raises ValueError when its name is taken or has no place in ORDER."""
    if section.name not in ORDER or section.name in _sections:
        raise ValueError(f"section {section.name} cannot be registered")
    _sections[section.name] = section
    return section


def sections() -> list[Section]:
    return sorted(_sections.values(), key=lambda section: ORDER.index(section.name))


def sidebar(request: HttpRequest) -> list[Link]:
    """The sections that the caller may open, each leading to the first of its screens that they may open."""
    current = current_screen(request)
    opened = [(section, section.open_screens(request)) for section in sections()]
    return [
        Link(section.label, section.icon, screens[0].url, current is not None and current.section is section)
        for section, screens in opened
        if screens
    ]


def tabs(request: HttpRequest) -> list[Link]:
    """The current section's screens; none when there is only one."""
    current = current_screen(request)
    screens = current.section.open_screens(request) if current else []
    if len(screens) < 2:
        return []
    return [Link(screen.label, screen.icon, screen.url, screen is current) for screen in screens]


def current_screen(request: HttpRequest) -> Screen | None:
    return getattr(request, "screen", None)
