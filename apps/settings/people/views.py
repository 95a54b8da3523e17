"""The pages of signing in and out and of one's own password: allauth's views with our forms."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import ContextMixin

from apps.settings.errors import too_many
from apps.settings.navigation import Text
from apps.settings.people import forms


class Titled(ContextMixin):
    """Gives the template its `page_title`."""

    title: Text

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"page_title": self.title}


class SignIn(Titled, allauth.LoginView):
    form_class = forms.SignInForm
    title = _("Sign in")

    def form_invalid(self, form: forms.SignInForm) -> HttpResponse:
        if form.has_error("__all__", "too_many_login_attempts"):
            return too_many(self.request)
        return super().form_invalid(form)  # type: ignore[no-any-return]


class SignOut(Titled, allauth.LogoutView):
    title = _("Sign out")


class ResetPassword(Titled, allauth.PasswordResetView):
    form_class = forms.ResetPasswordForm
    title = _("Forgot your password?")


class ResetPasswordSent(Titled, allauth.PasswordResetDoneView):
    title = _("Look at your e-mail")


class ChooseNewPassword(Titled, allauth.PasswordResetFromKeyView):
    """Where the link of a password mail or of an invitation leads."""

    form_class = forms.ResetPasswordKeyForm
    title = _("Choose your password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context if self.reset_user else context | {"page_title": _("This link no longer works")}


class NewPasswordChosen(Titled, allauth.PasswordResetFromKeyDoneView):
    title = _("Your password is set")


class ChangePassword(Titled, allauth.PasswordChangeView):
    form_class = forms.ChangePasswordForm
    title = _("Change password")


@method_decorator(login_required, name="dispatch")
class Confirm(Titled, allauth.ReauthenticateView):
    """Step-up: the password again, before something that matters."""

    form_class = forms.ConfirmForm
    title = _("Confirm that it is you")
