"""Guest Portal: the public form by which people without a user raise a work request."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts.modules import EDIT
from apps.accounts.two_step.qr import qr_path
from apps.company.models import GuestPortal
from apps.company.models.guest_portal import MODULE
from apps.company.services.guest_portal import guest_portal_of, reset_guest_link, update_guest_portal
from apps.settings.access import account_of, actor_of, may, require, stepped_up
from apps.settings.guest.pages import preview
from apps.settings.page import Page
from apps.settings.sections.guest_portal.figures import figures_of
from apps.settings.sections.guest_portal.forms import GuestPortalForm
from apps.settings.sections.guest_portal.section import SECTION
from apps.settings.site import site

FORM_ID = "guest-portal"
QUESTION = "settings/guest_portal/question.html"


@site.register_page
class GuestPortalPage(Page):
    section = SECTION
    label, icon = gettext_lazy("Guest Portal"), "qr-code"
    url_name = "guest_portal_settings"
    template_name = "settings/guest_portal/page.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            *super().get_urls(),
            path("preview/", self.wrap(self.preview_view), name="guest_portal_preview"),
            path("open/", self.wrap(require_POST(self.open_view)), name="guest_portal_open"),
            path("close/", self.wrap(self.close_view), name="guest_portal_close"),
            path("reset-link/", self.wrap(self.reset_view), name="guest_portal_reset_link"),
        ]

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """GET shows the settings, POST changes what the form asks."""
        portal = guest_portal_of(account_of(request))
        if request.method != "POST":
            return self._show(request, portal, GuestPortalForm(instance=portal))
        require(request, self.section.name, EDIT)
        form = GuestPortalForm(request.POST, instance=portal)
        if not form.is_valid() or not form.save_through_service(by=actor_of(request)):
            return self._show(request, portal, form, status=422)
        messages.success(request, _("The form of the guest portal is saved."))
        return redirect(self.url)

    def _show(
        self, request: HttpRequest, portal: GuestPortal, form: GuestPortalForm, status: int = 200
    ) -> HttpResponseBase:
        may_edit, account = may(request, self.section.name, EDIT), account_of(request)
        context: dict[str, Any] = {
            "portal": portal, "form": form, "form_id": FORM_ID, "save_form": FORM_ID if may_edit else "",
            "may_edit": may_edit, "takes_requests": MODULE in account.enabled_modules,
        }  # fmt: skip
        return self.render(request, status, **context, **link_of(portal), **figures_of(account))

    def preview_view(self, request: HttpRequest) -> HttpResponseBase:
        """The form as guests see it, also while it is closed; nothing can be sent from here."""
        return preview(request, guest_portal_of(account_of(request)))

    @stepped_up
    def open_view(self, request: HttpRequest) -> HttpResponseBase:
        require(request, self.section.name, EDIT)
        update_guest_portal(account=account_of(request), is_open=True, by=actor_of(request))
        return self.done(request, _("The guest portal is open. Whoever has its link can send requests."))

    @stepped_up
    def close_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET says what that means, POST closes it."""
        require(request, self.section.name, EDIT)
        if request.method != "POST":
            return self.panel(request, QUESTION, _("Close the guest portal"), {"asks": "close"})
        update_guest_portal(account=account_of(request), is_open=False, by=actor_of(request))
        return self.done(request, _("The guest portal is closed."))

    @stepped_up
    def reset_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET says what ends, POST makes another link."""
        require(request, self.section.name, EDIT)
        if request.method != "POST":
            return self.panel(request, QUESTION, _("Reset the link"), {"asks": "reset"})
        reset_guest_link(account=account_of(request), by=actor_of(request))
        return self.done(request, _("The guest portal has a new link. The old one no longer works."))


def link_of(portal: GuestPortal) -> dict[str, Any]:
    """The whole link and its QR code; nothing before there is one."""
    link = portal.link
    drawn, size = qr_path(link) if link else ("", 0)
    return {"link": link, "qr_path": drawn, "qr_size": size}
