"""The AdminSite: Django's own, with the words of the screen as URLs and the sign-in of allauth."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path

from apps.settings import navigation, sections
from apps.settings.navigation import Screen, Section
from apps.settings.page import Page

View = Callable[..., HttpResponseBase]


class SettingsSite(AdminSite):
    """/settings/: the screens that the sections register, and nothing of the admin that is not shown."""

    site_header = site_title = "Conexiones"
    final_catch_all_view = False

    def __init__(self, name: str = "settings") -> None:
        super().__init__(name)
        self.screens: list[Screen] = []
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register a PanelAdmin for a model, as with any AdminSite; it becomes a screen of its section."""
        before = set(self._registry)
        super().register(model_or_iterable, admin_class, **options)
        for model in self._registry.keys() - before:
            self._add_screen(self._registry[model])  # type: ignore[arg-type]

    def register_page(self, page_class: type[Page]) -> type[Page]:
        """Class decorator: a screen that is no list."""
        self._add_screen(page_class(self))
        return page_class

    def _add_screen(self, screen: Screen) -> None:
        self.screens.append(screen)
        screen.section.screens.append(screen)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        return login_required(view)

    def screen_view(self, screen: Screen, view: View) -> View:
        """`view` for whoever is signed in and may open `screen`; everybody else signs in first, or gets 403."""

        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.screen = screen  # type: ignore[attr-defined]
            if not screen.may_open(request):
                raise PermissionDenied(screen.refusal(request))
            return view(request, *args, **kwargs)

        return self.admin_view(update_wrapper(wrapper, view))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        urls: list[URLPattern | URLResolver] = [path("", self.admin_view(self.index), name="index")]
        for section in navigation.sections():
            if all(screen.slug for screen in section.screens):
                urls.append(path(section.path, self.admin_view(self._front_of(section)), name=section.name))
        return urls + [path(screen.path, include(screen.get_urls())) for screen in self.screens]

    def _front_of(self, section: Section) -> View:
        def front(request: HttpRequest) -> HttpResponseBase:
            screens = section.open_screens(request)
            if not screens:
                raise PermissionDenied(section.screens[0].refusal(request))
            return redirect(screens[0].url)

        return front

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:  # type: ignore[override]
        """The first screen that the caller may open; whoever may open none has the list of their own apps."""
        entries = navigation.sidebar(request)
        return redirect(entries[0].url if entries else "my-authorizations")

    def each_context(self, request: Any) -> dict[str, Any]:
        """Nothing: what every page needs comes from the context processor `frame`."""
        return {}


def discover() -> None:
    """Import every section, so that it registers itself."""
    for module in iter_modules(sections.__path__):
        import_module(f"{sections.__name__}.{module.name}.admin")


site = SettingsSite()
