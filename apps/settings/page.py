"""A screen that is no list: one template, and the forms on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from apps.settings.navigation import Screen, Text
from apps.settings.panel import answers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from apps.settings.site import SettingsSite, View


class Page(Screen):
    """Declare `section`, `slug`, `label`, `icon`, `url_name`, `template_name`; `context` says what the template gets.

    Further URLs below the page go into `get_urls`, each wrapped in `self.wrap`.
    """

    template_name: str

    def __init__(self, admin_site: SettingsSite) -> None:
        self.admin_site = admin_site

    def get_urls(self) -> list[URLPattern]:
        return [path("", self.wrap(self.view), name=self.url_name)]

    def wrap(self, view: View) -> View:
        return self.admin_site.screen_view(self, view)

    def view(self, request: HttpRequest) -> HttpResponseBase:
        return self.render(request)

    def render(self, request: HttpRequest, status: int = 200, **extra: Any) -> TemplateResponse:
        return TemplateResponse(request, self.template_name, {**self.context(request), **extra}, status=status)

    def panel(
        self, request: HttpRequest, template: str, title: Text, context: dict[str, Any], status: int = 200
    ) -> TemplateResponse:
        """`template` as a panel over this page; see answers.panel."""
        return answers.panel(request, template, title=title, list_url=self.url, context=context, status=status)

    def done(self, request: HttpRequest, message: Text = "") -> HttpResponse:
        """Close the panel and show this page anew, with `message`."""
        return answers.done(request, message, list_url=self.url)

    def context(self, request: HttpRequest) -> dict[str, Any]:
        return {"page_title": self.label}
