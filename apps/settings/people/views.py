"""The pages of signing in and out and of one's own password: allauth's views with our forms."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import ContextMixin, View

from apps.accounts.session_middleware import ENDED
from apps.common.throttle import TooManyFailures
from apps.settings.errors import too_many
from apps.settings.navigation import Text
from apps.settings.people import forms
from apps.settings.people.duties import NEW_PASSWORD, duty_of, way_on


class Titled(ContextMixin):
    """Gives the template its `page_title`."""

    title: Text

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"page_title": self.title}


class Throttled(View):
    """Where a password is checked: 429 for whoever failed too often."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except TooManyFailures as too_often:
            return too_many(request, too_often.retry_after)


class SignIn(Throttled, Titled, allauth.LoginView):
    form_class = forms.SignInForm
    title = _("Sign in")

    def get_initial(self) -> dict[str, Any]:
        """The address that an app says its user has (OpenID Connect Core section 3.1.2.1), whoever that may be."""
        initial: dict[str, Any] = super().get_initial()
        return initial | {"login": self.request.GET.get("login_hint", "")[:254]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"has_ended": ENDED in self.request.GET}


class SignOut(Titled, allauth.LogoutView):
    title = _("Sign out")


class ResetPassword(Titled, allauth.PasswordResetView):
    form_class = forms.ResetPasswordForm
    title = _("Forgot your password?")


class ResetPasswordSent(Titled, allauth.PasswordResetDoneView):
    title = _("Look at your e-mail")


# The new password and the end of what was allowed with the old one are kept together, or neither is.
@method_decorator(transaction.atomic, name="post")
class ChooseNewPassword(Titled, allauth.PasswordResetFromKeyView):
    """Where the link of a password mail or of an invitation leads."""

    form_class = forms.ResetPasswordKeyForm
    title = _("Choose your password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context if self.reset_user else context | {"page_title": _("This link no longer works")}


class NewPasswordChosen(Titled, allauth.PasswordResetFromKeyDoneView):
    title = _("Your password is set")


class ChangePassword(Throttled, Titled, allauth.PasswordChangeView):
    form_class = forms.ChangePasswordForm
    title = _("Change password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"must_change": duty_of(self.request) is NEW_PASSWORD}

    def get_default_success_url(self) -> str:
        return way_on(self.request) or str(super().get_default_success_url())


@method_decorator(login_required, name="dispatch")
class Confirm(Throttled, Titled, allauth.ReauthenticateView):
    """Step-up: the password again, before something that matters."""

    form_class = forms.ConfirmForm
    title = _("Confirm that it is you")
