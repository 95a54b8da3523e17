"""General: the company's name and logo, and how everything that is shown to its people is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.modules import EDIT
from apps.common.files.uploads import was_too_large
from apps.settings import navigation
from apps.settings.access import account_of, actor_of, may, require
from apps.settings.page import Page
from apps.settings.sections.general.forms import GeneralForm
from apps.settings.site import site

SECTION = navigation.register(navigation.Section("general", gettext_lazy("General"), icon="settings"))
FORM_ID = "general"


@site.register_page
class GeneralPage(Page):
    section = SECTION
    label, icon = gettext_lazy("General"), "settings"
    url_name = "general_account"
    template_name = "settings/general/general.html"

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """GET shows the settings, POST changes them."""
        if request.method != "POST":
            return self._show(request, GeneralForm(instance=account_of(request)))
        require(request, self.section.name, EDIT)
        account = account_of(request)
        form = GeneralForm(request.POST, request.FILES, instance=account, is_cut=was_too_large(request))
        if not form.is_valid() or not form.save_through_service(account, by=actor_of(request)):
            return self._show(request, form, status=422)
        messages.success(request, _("The general settings are saved."))
        return redirect(self.url)

    def _show(self, request: HttpRequest, form: GeneralForm, status: int = 200) -> HttpResponseBase:
        may_edit = may(request, self.section.name, EDIT)
        shown: dict[str, Any] = {"form": form, "form_id": FORM_ID, "save_form": FORM_ID if may_edit else ""}
        return self.render(request, status=status, **shown, now=timezone.now(), logo_url=logo_url(account_of(request)))


def logo_url(account: Account) -> str:
    """Where the logo is; "" without one."""
    return reverse("logo", args=[account.logo]) if account.logo else ""
