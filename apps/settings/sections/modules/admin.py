"""Modules: which parts of the account's data are open, and what stops when one is turned off."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts import modules, services
from apps.accounts.modules import EDIT, Module
from apps.settings.access import account_of, actor_of, may, require, stepped_up
from apps.settings.page import Page
from apps.settings.panel.confirmation import ConfirmationForm
from apps.settings.sections.modules import callers
from apps.settings.sections.modules.granting import granting_groups
from apps.settings.sections.modules.listing import LIST, list_context, shown_rows
from apps.settings.sections.modules.rows import COLUMNS, is_on
from apps.settings.sections.modules.section import SECTION
from apps.settings.site import site


@site.register_page
class ModulesPage(Page):
    section = SECTION
    label, icon = gettext_lazy("Modules"), "list-checks"
    url_name = "modules_list"
    template_name = "settings/modules/list.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            *super().get_urls(),
            path("export/", self.wrap(self.export_view), name="modules_export"),
            path("<slug:name>/", self.wrap(self.module_view), name="modules_module"),
            path("<slug:name>/off/", self.wrap(self.off_view), name="modules_off"),
            path("<slug:name>/on/", self.wrap(require_POST(self.on_view)), name="modules_on"),
        ]

    def context(self, request: HttpRequest) -> dict[str, Any]:
        return super().context(request) | list_context(request, account_of(request))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is narrowed now."""
        return LIST.exported(request, COLUMNS, shown_rows(request, account_of(request)))

    def module_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """What the module is, which groups give it and who calls it."""
        module, account = _find(name), account_of(request)
        context = {
            "module": module,
            "is_on": is_on(account, module),
            "granting": granting_groups(request, account, module),
            "callers": callers.lines(callers.callers_of(account, module)),
            "off_url": reverse("settings:modules_off", args=[name]),
            "on_url": reverse("settings:modules_on", args=[name]),
            "may_edit": may(request, self.section.name, EDIT),
        }
        return self.panel(request, "settings/modules/module_panel.html", module.label, context)

    @stepped_up
    def off_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """GET says who calls the module, POST turns it off: after typing its name, when anybody does."""
        require(request, self.section.name, EDIT)
        module, account = _find(name), account_of(request)
        found = callers.callers_of(account, module)
        sent = request.POST if request.method == "POST" else None
        form = ConfirmationForm(sent, word=str(module.label) if found else "")
        if not form.is_valid():
            return self._ask(request, module, form, callers.lines(found))
        services.turn_module_off(account=account, module=name, by=actor_of(request))
        words = _("%(module)s is off. Turn it on again, and everything is as it was.")
        return self.done(request, words % {"module": module.label})

    def _ask(self, request: HttpRequest, module: Module, form: ConfirmationForm, lines: list[str]) -> HttpResponseBase:
        context = {
            "module": module,
            "form": form,
            "callers": lines,
            "back_url": reverse("settings:modules_module", args=[module.name]),
        }
        status = 422 if form.is_bound else 200
        return self.panel(request, "settings/modules/turn_off.html", _("Turn off a module"), context, status)

    @stepped_up
    def on_view(self, request: HttpRequest, name: str) -> HttpResponseBase:
        require(request, self.section.name, EDIT)
        module = _find(name)
        services.turn_module_on(account=account_of(request), module=name, by=actor_of(request))
        return self.done(request, _("%(module)s is on, with all that was granted in it.") % {"module": module.label})


def _find(name: str) -> Module:
    """The module of the account's data; 404 for any other word."""
    module = modules.get(name)
    if module is None or module.is_settings:
        raise Http404
    return module
