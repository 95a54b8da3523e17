"""Tab 2, API policy: what the account demands of every program that calls in its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Account
from apps.accounts.modules import EDIT
from apps.accounts.services import update_api_policy
from apps.settings.access import account_of, actor_of, has_stepped_up, require, step_up
from apps.settings.page import Page
from apps.settings.panel import PortalForm
from apps.settings.sections.security.section import SECTION

if TYPE_CHECKING:
    AccountForm = forms.ModelForm[Account]
else:
    AccountForm = forms.ModelForm

FORM_ID = "api-policy"
MOST_CALLS = 100_000


class ApiPolicyForm(PortalForm, AccountForm):
    """The policy columns of the account; the service checks and saves them."""

    calls_per_minute = forms.IntegerField(
        label=gettext_lazy("Calls per minute"), min_value=1, max_value=MOST_CALLS,
        help_text=gettext_lazy("For the whole account. Whoever calls more often is asked to wait a moment."),
    )  # fmt: skip

    class Meta:
        model = Account
        fields = (
            "access_token_minutes", "refresh_idle_days", "refresh_absolute_days", "allowed_networks",
            "must_sign_bodies", "allows_basic", "calls_per_minute",
        )  # fmt: skip
        labels = {
            "access_token_minutes": gettext_lazy("Longest life of an access token, in minutes"),
            "refresh_idle_days": gettext_lazy("Days without use after which an authorization ends"),
            "refresh_absolute_days": gettext_lazy("Days after which an app must ask the user again"),
            "allowed_networks": gettext_lazy("Allowed networks"),
            "must_sign_bodies": gettext_lazy("Signed requests must sign their body too"),
            "allows_basic": gettext_lazy("Allow HTTP Basic with the API key pair"),
        }
        help_texts = {
            "access_token_minutes": gettext_lazy("From 5 to 120. It counts for tokens that are issued from now on."),
            "refresh_idle_days": gettext_lazy("From 1 to 30."),
            "refresh_absolute_days": gettext_lazy("From 1 to 180."),
            "allowed_networks": gettext_lazy(
                "One on each line, such as 203.0.113.0/24. Programs are refused from everywhere else. Empty lets them "
                "call from anywhere."
            ),
            "must_sign_bodies": gettext_lazy(
                "Requests with the account's API key are refused when they do not sign what they send."
            ),
            "allows_basic": gettext_lazy(
                "Warning: every request then carries the API secret itself, with which whoever reads it can do "
                "everything that the account can. Only for old scripts that know nothing else; everything else signs "
                "with Hawk or fetches a token."
            ),
        }
        widgets = {"allowed_networks": forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "mono"})}

    def _post_clean(self) -> None:
        """Nothing is filled in or checked here: `save_through_service` does both."""

    def save_through_service(self, account: Account, **more: Any) -> bool:
        """Whether the account took it; otherwise the errors are at the fields."""
        try:
            update_api_policy(account=account, **self.cleaned_data, **more)
        except ValidationError as error:
            self.refuse(error)
        return not self.errors


class ApiPolicyPage(Page):
    section = SECTION
    slug, label, icon = "api-policy", gettext_lazy("API policy"), "shield-check"
    url_name = "security_api_policy"
    template_name = "settings/security/api_policy.html"

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """GET shows the policy, POST changes it, for whoever has just proved who they are."""
        if request.method != "POST":
            return self._show(request, ApiPolicyForm(instance=account_of(request)))
        require(request, self.section.name, EDIT)
        return self._save(request) if has_stepped_up(request) else step_up(request)

    def _save(self, request: HttpRequest) -> HttpResponseBase:
        account = account_of(request)
        form = ApiPolicyForm(request.POST, instance=account)
        if not form.is_valid() or not form.save_through_service(account, by=actor_of(request)):
            return self._show(request, form, status=422)
        messages.success(request, _("The API policy is saved. It counts from the very next call."))
        return redirect(self.url)

    def _show(self, request: HttpRequest, form: ApiPolicyForm, status: int = 200) -> HttpResponseBase:
        answer = self.render(request, form=form, form_id=FORM_ID, save_form=FORM_ID)
        answer.status_code = status
        return answer
