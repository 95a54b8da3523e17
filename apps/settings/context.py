"""What every page of the portal needs around its content, for templates/base.html and templates/settings/frame.html."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from apps.settings import navigation
from apps.settings.site import site

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.accounts.models import Account


def frame(request: HttpRequest) -> dict[str, Any]:
    """Sidebar, tabs, account and theme switch. Nothing is looked up for a template that shows none of it."""
    context: dict[str, Any] = {"site_header": site.site_header, "theme_url": reverse("theme")}
    caller = getattr(request, "caller", None)
    if caller is None or not request.user.is_authenticated:
        return context
    return context | {
        "sections": SimpleLazyObject(lambda: navigation.sidebar(request)),
        "tabs": SimpleLazyObject(lambda: navigation.tabs(request)),
        "tabs_label": SimpleLazyObject(lambda: _section_label(request)),
        "account": SimpleLazyObject(lambda: caller.account),
        "entered_account": SimpleLazyObject(lambda: _entered(request)),
        "leave_url": "leave-account",
    }


def _section_label(request: HttpRequest) -> navigation.Text:
    screen = navigation.current_screen(request)
    return screen.section.label if screen else ""


def _entered(request: HttpRequest) -> Account | None:
    """The account that an operator is inside, for the banner that says so."""
    caller = request.caller  # type: ignore[attr-defined]
    return caller.account if caller.user and caller.user.is_operator else None
