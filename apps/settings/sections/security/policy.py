"""A tab that is one policy of the account, saved through its service by whoever has just proved who they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from apps.accounts.models import Account
from apps.accounts.modules import EDIT
from apps.settings.access import account_of, actor_of, has_stepped_up, require, step_up
from apps.settings.navigation import Text
from apps.settings.page import Page
from apps.settings.panel import PortalForm

if TYPE_CHECKING:
    AccountForm = forms.ModelForm[Account]
else:
    AccountForm = forms.ModelForm


class PolicyForm(PortalForm, AccountForm):
    """Some columns of the account; `service` checks and saves them."""

    service: ClassVar[Callable[..., Any]]

    def _post_clean(self) -> None:
        """Nothing is filled in or checked here: `save_through_service` does both."""

    def save_through_service(self, account: Account, **more: Any) -> bool:
        """Whether the account took it; otherwise the errors are at the fields."""
        try:
            type(self).service(account=account, **self.cleaned_data, **more)
        except ValidationError as error:
            self.refuse(error)
        return not self.errors


class PolicyPage(Page):
    """Declare besides what a Page does `form_class`, `form_id`, `saved` (what to say afterwards) and `intro`."""

    form_class: type[PolicyForm]
    form_id: str
    saved: Text
    intro: Text
    template_name = "settings/security/policy.html"

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """GET shows the policy, POST changes it."""
        if request.method != "POST":
            return self.show(request, self.form_class(instance=account_of(request)))
        require(request, self.section.name, EDIT)
        return self._save(request) if has_stepped_up(request) else step_up(request)

    def _save(self, request: HttpRequest) -> HttpResponseBase:
        account = account_of(request)
        form = self.form_class(request.POST, instance=account)
        if not form.is_valid() or not form.save_through_service(account, by=actor_of(request)):
            return self.show(request, form, status=422)
        messages.success(request, str(self.saved))
        return redirect(self.url)

    def show(self, request: HttpRequest, form: PolicyForm, status: int = 200) -> HttpResponseBase:
        answer = self.render(request, form=form, form_id=self.form_id, save_form=self.form_id, intro=self.intro)
        answer.status_code = status
        return answer
