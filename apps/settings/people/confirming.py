"""Step-up by a second factor instead of the password."""

from __future__ import annotations

from allauth.account.views import BaseReauthenticateView
from allauth.mfa.base.internal.flows import post_authentication
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.settings.people.two_step_forms import CodeForm, PasskeyForm
from apps.settings.people.two_step_pages import WithCode, WithPasskey


class OfMyself:
    """A page for whoever is signed in."""

    request: HttpRequest

    @property
    def person(self) -> User:
        user: User = self.request.user  # type: ignore[assignment]
        return user


@method_decorator(login_required, name="dispatch")
class ConfirmByCode(OfMyself, WithCode, BaseReauthenticateView):
    template_name = "mfa/reauthenticate.html"
    title = _("Confirm that it is you")

    def form_valid(self, form: CodeForm) -> HttpResponse:
        self.remember(form, reauthenticated=True)
        response: HttpResponse = super().form_valid(form)
        return response


@method_decorator(login_required, name="dispatch")
class ConfirmByPasskey(OfMyself, WithPasskey, BaseReauthenticateView):
    template_name = "mfa/passkey.html"
    title = _("Confirm that it is you")

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        post_authentication(self.request, form.passkey, reauthenticated=True)
        response: HttpResponse = super().form_valid(form)
        return response
