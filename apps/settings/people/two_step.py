"""The second step of signing in, and signing in by passkey."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.accounts.backends import may_be_signed_in
from apps.accounts.code_factors import CodeKind
from apps.accounts.models import User
from apps.accounts.two_step.state import PASSKEY, has_any
from apps.settings.access import View
from apps.settings.people.two_step_forms import CodeForm, PasskeyForm
from apps.settings.people.two_step_pages import WithCode, WithPasskey


def stage_required(view: View) -> View:
    """Only for whoever has given the password that is still theirs, and may still sign in."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _still_counts(request._login_stage.login):  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)
        clear_login(request)
        return redirect("account_login")

    required = login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
    first: View = required(checked)
    return first


def _still_counts(login: Login) -> bool:
    """Whoever resets a lost password shuts out everybody who began to sign in with it."""
    user: User = login.user
    return may_be_signed_in(user) and user.password_set_at.timestamp() <= login.initiated_at


@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Give up a sign-in that waits for its second step."""
    clear_login(request)
    return redirect("account_login")


class OfWhoSignsIn:
    """A page for whoever has given their password."""

    request: HttpRequest

    @property
    def person(self) -> User:
        user: User = self.request._login_stage.login.user  # type: ignore[attr-defined]
        return user


@method_decorator(stage_required, name="dispatch")
class SecondStep(OfWhoSignsIn, WithCode):
    """The password was right; a code must follow."""

    template_name = "mfa/authenticate.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """To the passkey, for whoever has no app; of them `code` asks for this page, to type a recovery code."""
        if "code" not in request.GET and not has_any(self.person, [CodeKind.TOTP]):
            return redirect("second-step-by-passkey")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"has_passkey": has_any(self.person, [PASSKEY])}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        self.remember(form)
        response: HttpResponse = self.request._login_stage.exit()  # type: ignore[attr-defined]
        return response


@method_decorator(stage_required, name="dispatch")
class SecondStepByPasskey(OfWhoSignsIn, WithPasskey):
    """The password was right; a passkey of the same person must follow."""

    template_name = "mfa/passkey.html"
    title = _("Second step")
    extra_context = {"is_second_step": True}

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        post_authentication(self.request, form.passkey)
        response: HttpResponse = self.request._login_stage.exit()  # type: ignore[attr-defined]
        return response


@method_decorator(never_cache, name="dispatch")
class SignInByPasskey(RedirectAuthenticatedUserMixin, NextRedirectMixin, WithPasskey):
    """No password: the passkey says who it is, and its device has asked for finger, face or PIN."""

    template_name = "mfa/passkey.html"
    title = _("Sign in with a passkey")
    extra_context = {"is_sign_in": True}

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        assert form.passkey is not None  # noqa: S101 - the form is valid
        post_authentication(self.request, form.passkey, passwordless=True)
        login = Login(user=form.passkey.user, redirect_url=self.get_success_url())
        response: HttpResponse = perform_login(self.request, login)
        return response
