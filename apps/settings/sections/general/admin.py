"""General: the company's name, and how everything that is shown to its people is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.modules import EDIT
from apps.accounts.services import update_account
from apps.settings import navigation
from apps.settings.access import account_of, actor_of, may, require
from apps.settings.page import Page
from apps.settings.panel import PortalForm
from apps.settings.sections.general.long_select import LongSelect
from apps.settings.sections.general.time_zones import zones
from apps.settings.site import site

if TYPE_CHECKING:
    AccountForm = forms.ModelForm[Account]
else:
    AccountForm = forms.ModelForm

SECTION = navigation.register(navigation.Section("general", gettext_lazy("General"), icon="building-2"))
FORM_ID = "general"


class GeneralForm(PortalForm, AccountForm):
    """The service checks and saves."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("It rules every date that is shown, exported or mailed."),
        widget=LongSelect,
    )

    class Meta:
        model = Account
        fields = ("name", "language", "time_zone", "date_format")
        labels = {
            "name": gettext_lazy("Company name"),
            "language": gettext_lazy("Language"),
            "date_format": gettext_lazy("Date format"),
        }
        help_texts = {"language": gettext_lazy("For everybody who has not chosen one of their own.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["time_zone"]
        offered.choices = [(name, name) for name in zones(self.instance.time_zone)]

    def _post_clean(self) -> None:
        """Nothing is filled in or checked here: `save_through_service` does both."""

    def save_through_service(self, account: Account, **more: Any) -> bool:
        """Whether the account took it; otherwise the errors are at the fields."""
        try:
            update_account(account=account, **self.cleaned_data, **more)
        except ValidationError as error:
            self.refuse(error)
        return not self.errors


@site.register_page
class GeneralPage(Page):
    section = SECTION
    label, icon = gettext_lazy("General"), "building-2"
    url_name = "general_account"
    template_name = "settings/general/general.html"

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """GET shows the settings, POST changes them."""
        if request.method != "POST":
            return self._show(request, GeneralForm(instance=account_of(request)))
        require(request, self.section.name, EDIT)
        account = account_of(request)
        form = GeneralForm(request.POST, instance=account)
        if not form.is_valid() or not form.save_through_service(account, by=actor_of(request)):
            return self._show(request, form, status=422)
        messages.success(request, _("The general settings are saved."))
        return redirect(self.url)

    def _show(self, request: HttpRequest, form: GeneralForm, status: int = 200) -> HttpResponseBase:
        may_edit = may(request, self.section.name, EDIT)
        answer = self.render(
            request, form=form, form_id=FORM_ID, save_form=FORM_ID if may_edit else "", now=timezone.now()
        )
        answer.status_code = status
        return answer
